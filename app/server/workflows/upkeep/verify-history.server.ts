import { createHash, type Hash } from 'node:crypto';
import type { Sql } from '~/database/connection/sql.server';
import { endSeal, linkHash, SYSTEM_CHAIN } from '~/database/facts/history.server';
import { readPayload } from '~/database/facts/read-payload.server';
import { type DayHead, dayHeads, headOver } from '~/database/upkeep/day-heads.server';
import {
  type ChainState,
  chainEnds,
  endsOfHeadsMissed,
  headsPastChains,
  type StoredEntry,
  storedEntries,
  unkeyedHeads,
} from '~/database/upkeep/history-entries.server';
import { digestOfEnds, endsBeforeKeys, KEYED_ACTION, type Keyed } from '~/database/upkeep/keyed-from.server';
import { sealsOfOthers } from '~/database/upkeep/noted-rows.server';
import { holdsUnstorable } from '~/domain/text/storable';
import { type HistoryFault, placeOfHistoryFault } from '~/domain/upkeep/faults';
import { addFault, type FaultsFound, noFaults } from '~/domain/upkeep/faults-found';

/**
 * Verifies the history: every chain counts from 1 without a gap in the order of writing, every link is the keyed hash of the one before
 * and its own payload, the searchable columns agree with the payload, each chain ends where its keyed end says, every head of a day
 * follows the one before and the chains it lists are there, and every entry that seals notes of rows finds them as it sealed them. Chains
 * of an older version have links without a key up to where the first keyed entry says. It takes one pass in bounded memory.
 */
export async function verifyHistory(
  sql: Sql,
  onEntry?: (done: number) => void,
): Promise<{ chains: number; entries: number } & FaultsFound<HistoryFault>> {
  const found = noFaults<HistoryFault>();
  const add = (fault: HistoryFault) => addFault(found, fault, placeOfHistoryFault);
  const ends = new Map((await chainEnds(sql)).map((end) => [end.chain, end]));
  const before = await endsBeforeKeys(sql);
  const unkeyed = new Map(before.map((end) => [end.chain, end]));
  const oldDays = (await unkeyedHeads(sql)).map(({ number, day, head, endsAt }) => ({
    number,
    day,
    head,
    endsAt: Date.parse(endsAt),
    hash: createHash('sha256'),
  }));

  let entries = 0;
  let chain = null as ChainCheck | null;
  let keyed = null as Keyed | null;
  const seen = new Set<string>();
  const finish = (checked: ChainCheck) => {
    seen.add(checked.name);
    sealInto(oldDays, checked);
    if (!isEnd(ends.get(checked.name), checked)) add({ chain: checked.name, seq: 0, fault: 'chain-end' });
  };
  for await (const entry of storedEntries(sql)) {
    if (chain?.name !== entry.chain) {
      if (chain) finish(chain);
      const old = unkeyed.get(entry.chain);
      chain = { name: entry.chain, seq: 0, hash: '', position: 0, unkeyedTo: old?.seq ?? 0, unkeyedEnd: old?.hash, atDayEnds: [] };
    }
    entries += 1;
    if (entry.action === KEYED_ACTION) {
      // It is the first keyed entry of its chain, or somebody began anew.
      if (entry.chain === SYSTEM_CHAIN && entry.seq === chain.unkeyedTo + 1) keyed = (parsed(entry.payload)?.after ?? null) as Keyed | null;
      else add({ chain: entry.chain, seq: entry.seq, fault: 'keys' });
    }
    for (const fault of checkEntry(entry, chain, oldDays)) add(fault);
    onEntry?.(entries);
  }
  if (chain) finish(chain);
  for (const [name, { seq }] of [...ends, ...unkeyed])
    if (seq > 0 && !seen.has(name)) {
      seen.add(name);
      add({ chain: name, seq: 0, fault: 'missing' });
    }
  if (keyed ? keyed.sha256 !== digestOfEnds(before) || keyed.heads !== oldDays.length : before.length + oldDays.length > 0)
    add({ chain: SYSTEM_CHAIN, seq: 0, fault: 'keys' });
  for (const day of oldDays) if (day.hash.digest('hex') !== day.head) add({ chain: '', seq: 0, fault: 'day-head', day: day.day });
  if (keyed && (oldDays.at(-1)?.head ?? '') !== keyed.lastHead) add({ chain: SYSTEM_CHAIN, seq: 0, fault: 'keys' });
  for (const fault of await verifyHeads(sql)) add(fault);
  for (const seal of await sealsOfOthers(sql)) add({ ...seal, fault: 'rows' });
  return Object.assign(found, { chains: seen.size, entries });
}

function isEnd(end: ChainState | undefined, { name, seq, hash, unkeyedTo }: ChainCheck): boolean {
  if (!end || end.seq !== seq || end.hash !== hash) return false;
  return end.seal === null ? seq <= unkeyedTo : end.seal === endSeal(name, seq, hash);
}

/** Heads are numbered without a gap, each keyed over the one before, and the chains they list are there with that length and end. */
async function verifyHeads(sql: Sql): Promise<HistoryFault[]> {
  const faults: HistoryFault[] = [];
  let previous: DayHead | null = null;
  for await (const head of dayHeads(sql)) {
    const follows = head.number === (previous?.number ?? 0) + 1;
    if (!follows || (head.moved && head.head !== headOver(previous?.head ?? '', head)))
      faults.push({ chain: '', seq: 0, fault: 'day-head', day: head.day });
    previous = head;
  }
  for (const { chain, seq, day } of await endsOfHeadsMissed(sql)) faults.push({ chain, seq, fault: 'cut', day });
  for (const chain of await headsPastChains(sql)) faults.push({ chain, seq: 0, fault: 'chain-end' });
  return faults;
}

type ChainCheck = {
  name: string;
  seq: number;
  hash: string;
  position: number;
  /** Up to here links have no key, and the last of them is this. */
  unkeyedTo: number;
  unkeyedEnd: string | undefined;
  atDayEnds: ({ seq: number; hash: string } | undefined)[];
};
type OldDay = { number: number; day: string; head: string; endsAt: number; hash: Hash };

function checkEntry(entry: StoredEntry, chain: ChainCheck, days: readonly OldDay[]): HistoryFault[] {
  const at = { chain: entry.chain, seq: entry.seq };
  const faults: HistoryFault[] = [];
  if (entry.seq !== chain.seq + 1 || (entry.seq > chain.unkeyedTo + 1 && entry.position <= chain.position))
    faults.push({ ...at, fault: 'gap' });
  if (!isLink(entry, chain)) faults.push({ ...at, fault: 'hash' });
  const payload = parsed(entry.payload);
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
    if (instant < day.endsAt && entry.seq <= chain.unkeyedTo) chain.atDayEnds[i] = { seq: entry.seq, hash: entry.hash };
  });
  // The next link is checked against what this row claims, so that one damaged row counts as one fault and not as a thousand.
  chain.seq = entry.seq;
  chain.hash = entry.hash;
  chain.position = entry.position;
  return faults;
}

function isLink(entry: StoredEntry, chain: ChainCheck): boolean {
  if (entry.seq > chain.unkeyedTo) return linkHash(chain.hash, entry.payload) === entry.hash;
  if (entry.seq === chain.unkeyedTo && entry.hash !== chain.unkeyedEnd) return false;
  return createHash('sha256').update(`${chain.hash}\n${entry.payload}`).digest('hex') === entry.hash;
}

function parsed(payload: string): Record<string, unknown> | null {
  return holdsUnstorable(payload) ? null : readPayload(payload);
}

/** Adds a finished chain to the head of each day of an older version, in the form in which that version sealed it. */
function sealInto(days: readonly OldDay[], chain: ChainCheck): void {
  days.forEach((day, i) => {
    const end = chain.atDayEnds[i];
    if (end) day.hash.update(`${chain.name} ${end.seq} ${end.hash}\n`);
  });
}
