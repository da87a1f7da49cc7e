import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Database } from '~/database/connection/open.server';
import { shareSnapshot } from '~/database/connection/snapshot.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { divisionTrail } from '~/database/divisions/division-trail.server';
import { refreshDueFacts } from '~/database/facts/facts.server';
import { appendHistory, historyHead, SYSTEM_CHAIN } from '~/database/facts/history.server';
import { nextVersion, storeMade } from '~/database/package/packages.server';
import { packedRows, seasonsUntil } from '~/database/package/records-out.server';
import { textVersions } from '~/database/report/evaluation-texts.server';
import { type Scope, scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import {
  EVALUATION,
  FIGURES,
  MANIFEST,
  type Manifest,
  PACKAGE_FORMAT,
  type PackedFile,
  type PackedSeason,
  SIGNATURE,
  WORKBOOK,
} from '~/domain/package/manifest';
import { PACKED_LEVELS } from '~/domain/package/packed-levels';
import { PACKED_NAMES, PACKED_SHEETS } from '~/domain/package/packed-sheets';
import { refuse } from '~/domain/problems';
import { NO_TEXTS } from '~/domain/report/evaluation/evaluation-texts';
import { RULE_VERSION } from '~/domain/survey/questions/questions';
import { type CalendarDay, dayInShanghai, earlierOf, isCalendarDay } from '~/domain/time/calendar-day';
import { words } from '~/i18n/words.server';
import { evaluationDocument } from '~/reports/word/evaluation.document';
import { wordFile } from '~/reports/word/word-file.server';
import { requireDivisionAndSeason } from '~/server/workflows/facts/read-facts.server';
import { gatherEvaluationFigures } from '~/server/workflows/report/gather-evaluation.server';
import { makeReport } from '~/server/workflows/report/make-report.server';
import { refuseFolder, rethrowUnwritable } from '~/server/workflows/report/unwritable-file.server';
import { type InstanceKey, keyOfInstance } from './instance-key.server';
import { packageFigures } from './package-figures.server';
import { csvOfRecords } from './record-text.server';
import { ZipFile } from './zip-file.server';

export type PackageRequest = {
  division: string;
  season: string;
  /** YYYY-MM-DD; today when it is not given. */
  asOf?: string;
  /** The path of the package. An existing file is replaced only when everything is right. */
  file: string;
};

export type MadePackage = { manifest: Manifest; manifestSha256: string };

type PackageStage = 'packing' | 'figures' | 'sheets';
export type PackageProgress = (progress: { stage: PackageStage; done: number; total: number }) => void;

/**
 * 打包 (docs/package.md): writes the records, figures, workbook and evaluation report of a division into one signed file, without anything
 * personal. All of it is of one snapshot of the database. Nothing of the records is kept in memory. The history records who packed what
 * before the file appears.
 */
export async function makePackage(
  db: Database,
  actor: Person,
  request: PackageRequest,
  now: Date,
  { onProgress = () => undefined, signal }: { onProgress?: PackageProgress; signal?: AbortSignal } = {},
): Promise<MadePackage> {
  if (!mayPerson(actor, 'package.make')) refuse('access.not-allowed');
  const today = dayInShanghai(now);
  const asOf = request.asOf ?? today;
  if (!isCalendarDay(asOf)) refuse('day.not-a-day', { day: asOf });
  if (asOf > today) refuse('report.day-ahead', { day: asOf, today });
  await refuseFolder(request.file);
  const scope = scopeOf(actor);
  await inTransaction(db, async (sql) => {
    await requireDivisionAndSeason(sql, scope, request);
    const level = (await divisionTrail(sql, scope, request.division))!.at(-1)!.level;
    if (!PACKED_LEVELS.has(level)) refuse('package.level', { code: request.division });
    await refreshDueFacts(sql, today);
  });
  const key = await keyOfInstance(db, now);
  const part = `${request.file}.${randomBytes(6).toString('hex')}`;
  const workbook = `${part}.xlsx`;
  const target = `${part}.zip`;
  const work = { scope, actor, asOf, today, now, key, workbook, target, request, onProgress, signal, db };
  try {
    const packed = await inTransaction(db, (sql) => pack(sql, work), { isolation: 'repeatable read', statementTimeoutMs: 0 });
    const made = await signed(packed, work);
    await rename(target, request.file);
    return made;
  } catch (error) {
    return rethrowUnwritable(error, request.file);
  } finally {
    await Promise.all([workbook, target].map((path) => rm(path, { force: true })));
  }
}

type Packed = { zip: ZipFile; manifest: Manifest };
type Work = {
  db: Database;
  scope: Scope;
  actor: Person;
  asOf: CalendarDay;
  today: CalendarDay;
  now: Date;
  key: InstanceKey;
  workbook: string;
  target: string;
  request: PackageRequest;
  onProgress: PackageProgress;
  signal?: AbortSignal;
};

/** Everything but the manifest, which has no version yet. */
async function pack(sql: Sql, work: Work): Promise<Packed> {
  const { request, scope, asOf, today, now, actor, onProgress } = work;
  const snapshot = await shareSnapshot(sql);
  const division = (await divisionTrail(sql, scope, request.division))!.at(-1)!;
  await makeReport(
    work.db,
    actor,
    { division: request.division, season: request.season, asOf, file: work.workbook, inPackage: { snapshot } },
    now,
    {
      signal: work.signal,
      onProgress: ({ done, total }) => onProgress({ stage: 'sheets', done, total }),
    },
  );
  const seasons: PackedSeason[] = (await seasonsUntil(sql, request.season)).map(({ season, closedAt, closedOn }) => ({
    season,
    day: closedOn === null ? asOf : earlierOf(asOf, closedOn),
    closedAt,
  }));

  const zip = new ZipFile(work.target);
  try {
    const files: PackedFile[] = [
      await zip.add(WORKBOOK, createReadStream(work.workbook)),
      await zip.add(EVALUATION, [Buffer.from(await evaluationWord(sql, work))]),
    ];
    onProgress({ stage: 'figures', done: 0, total: 0 });
    files.push(await zip.add(FIGURES, figureLines(packageFigures(sql, request.division, seasons, { today, taken: false }))));
    let done = 0;
    let households = 0;
    const query = { division: request.division, seasons: seasons.map(({ season }) => season) };
    for (const name of PACKED_NAMES) {
      const rows = csvOfRecords(name, packedRows(sql, name, query, scope), (more) => {
        work.signal?.throwIfAborted();
        done += more;
        if (name === 'households') households += more;
        onProgress({ stage: 'packing', done, total: Math.max(done, households * RECORDS_A_HOUSEHOLD) });
      });
      files.push(await zip.add(PACKED_SHEETS[name].name, rows));
    }
    const { chains, entries, head } = await historyHead(sql);
    const manifest: Manifest = {
      format: PACKAGE_FORMAT,
      sender: { publicKey: work.key.publicKey, fingerprint: work.key.fingerprint },
      version: 1,
      division: { code: request.division, name: division.name, level: division.level as Manifest['division']['level'] },
      season: request.season,
      seasons,
      asOf,
      madeAt: now.toISOString(),
      ruleVersion: RULE_VERSION,
      history: { chains, entries, head },
      households,
      files,
    };
    return { zip, manifest };
  } catch (error) {
    await zip.discard();
    throw error;
  }
}

/** 评估报告 with the figures of the package and the texts that the office wrote for it. */
async function evaluationWord(sql: Sql, { scope, request, asOf, today }: Work): Promise<Uint8Array> {
  const figures = await gatherEvaluationFigures(sql, scope, { division: request.division, season: request.season, asOf, today });
  const [latest] = await textVersions(sql, scope, request);
  const written = { texts: latest?.texts ?? NO_TEXTS, version: latest?.version ?? 0 };
  return wordFile(evaluationDocument(words('zh-CN') as never, figures, written));
}

/** Gives the package its version, which no other has, and writes the manifest and its signature behind the files. */
async function signed({ zip, manifest: unsigned }: Packed, { db, actor, now, key, request, asOf }: Work): Promise<MadePackage> {
  try {
    const { manifest, bytes, manifestSha256 } = await inTransaction(db, async (sql) => {
      const manifest = { ...unsigned, version: await nextVersion(sql) };
      const bytes = Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`);
      const manifestSha256 = createHash('sha256').update(bytes).digest('hex');
      const { division, season } = request;
      const made = { version: manifest.version, division, season, asOf, manifestSha256, madeAt: manifest.madeAt };
      await storeMade(sql, { ...made, madeBy: actor.username });
      await appendHistory(sql, now, actor.username, [
        { chain: SYSTEM_CHAIN, action: 'package.make', entity: 'package', entityKey: `${division} ${season}`, after: made },
      ]);
      return { manifest, bytes, manifestSha256 };
    });
    await zip.add(MANIFEST, [bytes]);
    await zip.add(SIGNATURE, [Buffer.from(`${key.sign(bytes).toString('base64')}\n`)]);
    await zip.end();
    return { manifest, manifestSha256 };
  } catch (error) {
    await zip.discard();
    throw error;
  }
}

/** About how many rows a household has over all sheets, for the bar. */
const RECORDS_A_HOUSEHOLD = 8;
const LINES_AT_ONCE = 200;

async function* figureLines(rows: AsyncIterable<object>): AsyncGenerator<Buffer> {
  let lines: string[] = [];
  for await (const row of rows) {
    lines.push(`${JSON.stringify(row)}\n`);
    if (lines.length < LINES_AT_ONCE) continue;
    yield Buffer.from(lines.join(''));
    lines = [];
  }
  if (lines.length > 0) yield Buffer.from(lines.join(''));
}
