import { createHash, type Hash } from 'node:crypto';
import type { Sql } from '~/database/connection/sql.server';
import { linkHash } from '~/database/facts/history.server';
import { readPayload } from '~/database/facts/read-payload.server';
import { chainEnds, type StoredEntry, sealedHeads, storedEntries } from '~/database/upkeep/history-entries.server';
import { holdsUnstorable } from '~/domain/text/storable';

/** A fault of the history and its place. `seq` 0 stands for the chain as a whole. */
export type HistoryFault = {
  chain: string;
  seq: number;
  fault: 'gap' | 'hash' | 'columns' | 'payload' | 'chain-end' | 'missing' | 'day-head';
  /** The day whose head does not match. */
  day?: string;
};

/**
 * Verifies the history: every chain counts from 1 without a gap, every link is the hash of the one before and its own payload,
 * the payload can be read and the searchable columns agree with it, each chain ends where its last link was noted, and every
 * sealed day has the head that was sealed. It takes one pass in bounded memory.
 */
export async function verifyHistory(
  sql: Sql,
  onEntry?: (done: number) => void,
): Promise<{ chains: number; entries: number; faults: HistoryFault[] }> {
  const faults: HistoryFault[] = [];
  const ends = new Map((await chainEnds(sql)).map((end) => [end.chain, end]));
  const days = (await sealedHeads(sql)).map(({ day, head, endsAt }) => ({
    day,
    head,
    endsAt: Date.parse(endsAt),
    hash: createHash('sha256'),
  }));

  let entries = 0;
  let chain = null as ChainCheck | null;
  const seen = new Set<string>();
  const finish = (checked: ChainCheck) => {
    seen.add(checked.name);
    sealInto(days, checked);
    const end = ends.get(checked.name);
    if (!end || end.seq !== checked.seq || end.hash !== checked.hash) faults.push({ chain: checked.name, seq: 0, fault: 'chain-end' });
  };
  for await (const entry of storedEntries(sql)) {
    if (chain?.name !== entry.chain) {
      if (chain) finish(chain);
      chain = { name: entry.chain, seq: 0, hash: '', atDayEnds: [] };
    }
    entries += 1;
    faults.push(...checkEntry(entry, chain, days));
    onEntry?.(entries);
  }
  if (chain) finish(chain);
  for (const [name, end] of ends) if (end.seq > 0 && !seen.has(name)) faults.push({ chain: name, seq: 0, fault: 'missing' });
  for (const day of days) if (day.hash.digest('hex') !== day.head) faults.push({ chain: '', seq: 0, fault: 'day-head', day: day.day });
  return { chains: seen.size, entries, faults };
}

type ChainCheck = { name: string; seq: number; hash: string; atDayEnds: ({ seq: number; hash: string } | undefined)[] };
type SealedDay = { day: string; head: string; endsAt: number; hash: Hash };

function checkEntry(entry: StoredEntry, chain: ChainCheck, days: readonly SealedDay[]): HistoryFault[] {
  const at = { chain: entry.chain, seq: entry.seq };
  const faults: HistoryFault[] = [];
  if (entry.seq !== chain.seq + 1) faults.push({ ...at, fault: 'gap' });
  if (linkHash(chain.hash, entry.payload) !== entry.hash) faults.push({ ...at, fault: 'hash' });
  const payload = holdsUnstorable(entry.payload) ? null : readPayload(entry.payload);
  if (payload === null) faults.push({ ...at, fault: 'payload' });
  else if (
    payload.chain !== entry.chain ||
    payload.seq !== entry.seq ||
    payload.actor !== entry.actor ||
    payload.action !== entry.action ||
    payload.entity !== entry.entity ||
    payload.entityKey !== entry.entity_key ||
    Date.parse(String(payload.at)) !== Date.parse(entry.at)
  ) {
    faults.push({ ...at, fault: 'columns' });
  }
  const instant = Date.parse(entry.at);
  days.forEach((day, i) => {
    if (instant < day.endsAt) chain.atDayEnds[i] = { seq: entry.seq, hash: entry.hash };
  });
  // The next link is checked against what this row claims, so that one damaged row counts as one fault and not as a thousand.
  chain.seq = entry.seq;
  chain.hash = entry.hash;
  return faults;
}

/** Adds a finished chain to the head of each day, in the form in which history.server.ts seals it. */
function sealInto(days: readonly SealedDay[], chain: ChainCheck): void {
  days.forEach((day, i) => {
    const end = chain.atDayEnds[i];
    if (end) day.hash.update(`${chain.name} ${end.seq} ${end.hash}\n`);
  });
}
