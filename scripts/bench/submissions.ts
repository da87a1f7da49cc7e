/**
 * Submissions a second as phones send them, compared with one Prisma transaction for each record on the same machine and with
 * the same rows: visit, phone record, household, facts, roll-up and history. Both wait for the disk at every commit.
 */
import { fork } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fillForSubmissions } from '~/database/bulk/bench-submissions.server';
import { type Database, openDatabase } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import { receiveRecords } from '~/server/workflows/phones/receive-batch.server';
import { hashOfContent } from '~/server/workflows/survey/store-visits.server';

export type Submissions = { records: number; prismaPerSecond: number; ownPerSecond: number; ratio: number };
export const FLOOR = { records: 2_000, ratio: 5 };

const SEASON = '2020-2021';
const VILLAGES = 20;
/** Connections of the pool, and so the number of naive writers that work in parallel. */
const WRITERS = 20;
const PER_SENDING = 20;

export async function benchSubmissions(records = FLOOR.records): Promise<Submissions> {
  const folder = await mkdtemp(join(tmpdir(), 'qingnuan-bench-'));
  await chmod(folder, 0o711); // the database server runs as another user when this runs as root
  try {
    return await new Promise<Submissions>((resolve, reject) => {
      const env = { ...process.env, DATABASE_URL: '', DATA_DIR: join(folder, 'data') };
      const child = fork(fileURLToPath(import.meta.url), [String(records)], { execArgv: ['--import', 'tsx'], env });
      let measured: Submissions | undefined;
      child.on('message', (message) => (measured = message as Submissions));
      child.once('exit', (code) => (measured && code === 0 ? resolve(measured) : reject(new Error(`submissions ended with ${code}`))));
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export function printSubmissions({ records, prismaPerSecond, ownPerSecond, ratio }: Submissions, print: (line: string) => void): boolean {
  print(`提交 / submissions: ${records}`);
  print(`  Prisma, 一条一个事务 / one record, one transaction: ${prismaPerSecond.toFixed(0)} /s`);
  print(`  成批提交 / batched, group commit: ${ownPerSecond.toFixed(0)} /s`);
  print(`  倍数 / ratio: ${ratio.toFixed(1)} (目标 / goal ≥ ${FLOOR.ratio})`);
  return ratio >= FLOOR.ratio;
}

const NOW = new Date('2021-02-01T04:00:00Z');
const visitOf = (household: string) => ({
  visit: randomUUID(),
  household,
  season: SEASON,
  visitedAt: '2021-01-10T10:00:00+08:00',
  visitor: '李四',
  kind: 'survey',
  outcome: 'done',
  answers: { mainHeat: 'gas', connected: true, stability: 'stable', coalStock: 'none', stove: 'removed', boughtCoal: false },
});

/**
 * Writes the rows of a submission one after another in a transaction of its own, with the chain's row locked as any correct
 * writer must.
 */
async function naive(db: Database, accountId: string, { number, village }: { number: string; village: string }): Promise<void> {
  const visit = visitOf(number);
  const hash = hashOfContent(visit);
  await inTransaction(db, async (sql) => {
    const tx = await sql.prisma();
    await tx.household.update({ where: { number }, data: { revision: { increment: 1 } } });
    await tx.visit.create({
      data: {
        id: visit.visit,
        householdNumber: number,
        season: SEASON,
        visitedAt: new Date(visit.visitedAt),
        visitor: visit.visitor,
        accountId,
        kind: visit.kind,
        outcome: visit.outcome,
        status: 'submitted',
        answers: visit.answers,
        contentHash: hash,
        source: 'phone',
        ruleVersion: 'bench',
        submittedAt: NOW,
      },
    });
    await tx.phoneRecord.create({
      data: {
        deviceId: 'bench',
        accountId,
        sequence: 1,
        source: 'phone',
        visitId: visit.visit,
        contentHash: hash,
        householdNumber: number,
        villageCode: village,
        season: SEASON,
        status: 'received',
        bodyEncrypted: JSON.stringify(visit),
        receivedAt: NOW,
      },
    });
    await tx.householdFacts.update({
      where: { season_householdNumber: { season: SEASON, householdNumber: number } },
      data: { v: 1, cv: 1, crv: 1, visitId: visit.visit },
    });
    await tx.rollUp.update({
      where: { season_villageCode: { season: SEASON, villageCode: village } },
      data: { v: { increment: 1 }, cv: { increment: 1 }, crv: { increment: 1 } },
    });
    const chain = await tx.historyChain.update({ where: { chain: village }, data: { seq: { increment: 1 } } });
    const payload = JSON.stringify({ chain: village, seq: chain.seq, visit });
    const link = createHash('sha256').update(chain.hash).update(payload).digest('hex');
    await tx.history.create({
      data: {
        chain: village,
        seq: chain.seq,
        at: NOW,
        actor: 'bench',
        action: 'visit.submit',
        entity: 'visit',
        entityKey: visit.visit,
        payload,
        hash: link,
      },
    });
    await tx.historyChain.update({ where: { chain: village }, data: { hash: link } });
  });
}

async function sideBySide<T>(items: readonly T[], workers: number, work: (item: T) => Promise<void>): Promise<number> {
  const begun = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: workers }, async () => {
      while (next < items.length) await work(items[next++]!);
    }),
  );
  return (performance.now() - begun) / 1000;
}

async function measure(records: number): Promise<Submissions> {
  const db = await openDatabase({ quiet: true });
  try {
    const { person, households } = await fillForSubmissions(db, { season: SEASON, villages: VILLAGES, households: 2 * records });
    // The slow way needs fewer records for a measurement. Both ways have warmed up.
    const [warm, forPrisma, forOwn] = [households.slice(0, 50), households.slice(50, 50 + records / 5), households.slice(records)];
    await sideBySide(warm, WRITERS, (household) => naive(db, person.accountId, household));
    const prismaSeconds = await sideBySide(forPrisma, WRITERS, (household) => naive(db, person.accountId, household));

    const sendings = Array.from({ length: Math.ceil(forOwn.length / PER_SENDING) }, (_, i) => ({
      device: `bench-phone-${i}-0123456789`,
      of: forOwn.slice(i * PER_SENDING, (i + 1) * PER_SENDING),
    }));
    const ownSeconds = await sideBySide(sendings, WRITERS, async ({ device, of }) => {
      const incoming = of.map(({ number }, at) => {
        const visit = visitOf(number);
        const sent = { sequence: at + 1, id: visit.visit, contentHash: hashOfContent(visit), baseRevision: 1, base: null, visit };
        return { person, device, app: null, source: 'phone' as const, sent };
      });
      const outcomes = await receiveRecords(db, incoming, NOW, (error) => {
        throw error;
      });
      const wrong = outcomes.find(({ status }) => status !== 'received');
      if (wrong) throw new Error(`not received: ${JSON.stringify(wrong)}`);
    });
    const prismaPerSecond = forPrisma.length / prismaSeconds;
    const ownPerSecond = forOwn.length / ownSeconds;
    return { records: forOwn.length, prismaPerSecond, ownPerSecond, ratio: ownPerSecond / prismaPerSecond };
  } finally {
    await db.close();
  }
}

if (process.send && process.argv[1] === fileURLToPath(import.meta.url)) {
  process.send(await measure(Number(process.argv[2])));
  process.disconnect();
}
