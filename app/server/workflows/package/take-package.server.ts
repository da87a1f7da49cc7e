import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { appendHistory, SYSTEM_CHAIN } from '~/database/facts/history.server';
import { markOthersStale } from '~/database/findings/stale.server';
import { seasonsWithFacts, storeClosedFacts } from '~/database/package/closed-facts-in.server';
import { acceptSigner, isAcceptedSigner, storeTaken, takenTouching } from '~/database/package/packages.server';
import {
  beginTaking,
  countTaken,
  endTaking,
  foreignRow,
  loadPacked,
  ownRecords,
  refreshTaken,
  refuseNumbersElsewhere,
  removeTaken,
  takeDivisions,
  takeRecords,
  takeSeasons,
} from '~/database/package/records-in.server';
import { seasonsUntil } from '~/database/package/records-out.server';
import { EVERYTHING, inScope, type Scope, scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { FIGURES, type Manifest } from '~/domain/package/manifest';
import { type PackageOrder, packageOrder } from '~/domain/package/package-order';
import { PACKED_NAMES, PACKED_SHEETS } from '~/domain/package/packed-sheets';
import { refuse } from '~/domain/problems';
import { canonicalJson } from '~/domain/sync/canonical-json';
import { type CalendarDay, dayInShanghai } from '~/domain/time/calendar-day';
import { keyOfInstance } from './instance-key.server';
import { type FiguresRow, packageFigures } from './package-figures.server';
import { PackageFile } from './package-file.server';
import { recordsOfCsv } from './record-text.server';

type TakeStage = 'verifying' | 'reading' | 'storing' | 'facts' | 'comparing';
export type TakeProgress = (progress: { stage: TakeStage; done: number; total: number }) => Promise<void> | void;

export type TakenPackage = {
  /** `taken`: stored. `unchanged`: the same package had been taken before, and nothing was changed. */
  outcome: 'taken' | 'unchanged';
  manifest: Manifest;
  households: number;
  /** The packages whose records it replaced. */
  replaced: { division: string; version: number }[];
};

/**
 * 接收 (docs/package.md): takes the records of another instance's division, in one transaction or not at all. The whole file is verified
 * before anything changes. The facts are computed here from the records, by the functions that make every fact, and compared with the
 * sender's figures: when one differs, nothing is taken and what differs is named.
 */
export async function takePackage(
  db: Database,
  actor: Person,
  request: { file: string; trust?: boolean },
  now: Date,
  { onProgress = () => undefined, signal }: { onProgress?: TakeProgress; signal?: AbortSignal } = {},
): Promise<TakenPackage> {
  if (!mayPerson(actor, 'package.take')) refuse('access.not-allowed');
  const own = await keyOfInstance(db, now);
  const file = await PackageFile.open(request.file);
  try {
    const { manifest } = file;
    if (manifest.sender.fingerprint === own.fingerprint) refuse('package.own');
    await refuseUnknown(db, manifest, request.trust ?? false);
    const total = manifest.files.reduce((sum, { bytes }) => sum + bytes, 0);
    await file.verifyFiles((done) => onProgress({ stage: 'verifying', done, total }));
    return await inTransaction(db, (sql) => take(sql, actor, file, request.trust ?? false, now, onProgress, signal), {
      statementTimeoutMs: 0,
    });
  } finally {
    file.close();
  }
}

async function refuseUnknown(db: Database, { sender, division }: Manifest, trust: boolean): Promise<void> {
  if (trust) return;
  const known = await inTransaction(db, (sql) => isAcceptedSigner(sql, sender.fingerprint));
  if (!known) refuse('package.signer-unknown', { division: division.name, fingerprint: shortFingerprint(sender.fingerprint) });
}

/** As people read it to each other: 8 groups of 4. The rest of the 64 characters is compared by the program. */
export function shortFingerprint(fingerprint: string): string {
  return fingerprint.slice(0, 32).replace(/(.{4})(?=.)/g, '$1 ');
}

/** The operator and the administrator take for the whole register, everybody else within their own divisions. */
export function scopeOfTaker(actor: Person): Scope {
  return actor.role === 'admin' ? EVERYTHING : scopeOf(actor);
}

/** What this package does to those that were taken; refused when it may not be taken. */
export async function orderHere(sql: Sql, { manifest, manifestSha256 }: PackageFile, trust: boolean): Promise<PackageOrder> {
  const { sender, division, season, version } = manifest;
  const touching = await takenTouching(sql, division.code);
  const incoming = { sender: sender.fingerprint, division: division.code, season, version, manifestSha256 };
  const order = packageOrder(incoming, touching, trust);
  const nameOf = (code: string) => touching.find((one) => one.division === code)?.name ?? code;
  if (order.order === 'older-version') refuse('package.older-version', { version, taken: order.than.version });
  if (order.order === 'older-season') refuse('package.older-season', { season, taken: order.than.season });
  if (order.order === 'other-sender')
    refuse('package.other-sender', { division: nameOf(order.of.division), fingerprint: shortFingerprint(order.of.sender) });
  if (order.order === 'inside') refuse('package.inside', { division: division.name, outer: nameOf(order.of.division) });
  return order;
}

async function take(
  sql: Sql,
  actor: Person,
  file: PackageFile,
  trust: boolean,
  now: Date,
  onProgress: TakeProgress,
  signal: AbortSignal | undefined,
): Promise<TakenPackage> {
  const { manifest } = file;
  const division = manifest.division.code;
  await beginTaking(sql);
  const order = await orderHere(sql, file, trust);
  if (order.order === 'same') return { outcome: 'unchanged', manifest, households: manifest.households, replaced: [] };

  for (const [at, name] of PACKED_NAMES.entries()) {
    const sheet = PACKED_SHEETS[name].name;
    // Packages of an earlier version have no facts of closed seasons.
    if (!file.has(sheet) && name !== 'closedFacts') refuse('package.file-missing', { file: sheet });
    await loadPacked(sql, name, file.has(sheet) ? recordsOfCsv(name, file.read(sheet)) : nothing());
    signal?.throwIfAborted();
    await onProgress({ stage: 'reading', done: at + 1, total: PACKED_NAMES.length });
  }
  await refuseForeignRows(sql, division);
  await takeDivisions(sql, division);
  if (!(await inScope(sql, scopeOfTaker(actor), division))) refuse('division.unknown', { code: division });
  const replaced = order.order === 'replaces' ? order.replaced : [];
  if (order.order === 'first') {
    const own = await ownRecords(sql, division);
    if (own > 0) refuse('package.own-records', { division: manifest.division.name, count: own });
  }
  await refuseNumbersElsewhere(sql, division);
  await onProgress({ stage: 'storing', done: 0, total: 0 });
  if (replaced.length > 0) await removeTaken(sql, division);
  await takeSeasons(sql, division);
  await takeRecords(sql, division, now.toISOString());
  await countTaken(sql, 'records');

  const today = dayInShanghai(now);
  const seasons = (await seasonsUntil(sql, manifest.season)).filter(({ season }) => manifest.seasons.some((one) => one.season === season));
  await acceptSigner(sql, { ...manifest.sender, name: manifest.division.name }, actor.username, now);
  await storeTaken(sql, manifest, file.manifestSha256, actor.username, now);
  const given = await seasonsWithFacts(sql);
  const asSent = seasons.filter(({ season, closedOn }) => closedOn !== null && given.has(season)).map(({ season }) => season);
  const others = seasons.filter(({ season }) => !asSent.includes(season));
  const openHere = others.filter(({ season }) => given.has(season)).map(({ season }) => season);
  await refreshTaken(sql, division, today, others, (done) => onProgress({ stage: 'facts', done, total: manifest.households }));
  const total = manifest.households * asSent.length;
  await storeClosedFacts(sql, asSent, PACKED_SHEETS.closedFacts.name, (done) => onProgress({ stage: 'facts', done, total }));
  await countTaken(sql, 'facts');
  await onProgress({ stage: 'comparing', done: 0, total: 0 });
  const storedAs = new Map(seasons.map(({ season, closedOn }) => [season, closedOn ?? today]));
  await refuseOtherFigures(sql, file, today, { storedAs, asSent, openHere });
  await markOthersStale(sql);
  await endTaking(sql, division);
  await appendHistory(sql, now, actor.username, [
    {
      chain: SYSTEM_CHAIN,
      action: 'package.take',
      entity: 'package',
      entityKey: `${division} ${manifest.season}`,
      after: {
        sender: manifest.sender.fingerprint,
        version: manifest.version,
        asOf: manifest.asOf,
        manifestSha256: file.manifestSha256,
        households: manifest.households,
      },
      ...(trust && { reason: '--trust' }),
    },
  ]);
  return {
    outcome: 'taken',
    manifest,
    households: manifest.households,
    replaced: replaced.map(({ division: code, version }) => ({ division: code, version })),
  };
}

async function* nothing(): AsyncGenerator<unknown[]> {}

/** A package speaks for its division alone: what lies elsewhere in it is refused, whoever signed. */
async function refuseForeignRows(sql: Sql, division: string): Promise<void> {
  const foreign = await foreignRow(sql, division);
  if (foreign) refuse('package.foreign-record', foreign);
}

/** How many divisions that differ are named. */
const NAMED = 5;

/** `storedAs`: the day of the facts of each season here. `asSent`: whose facts came along. `openHere`: closed at the sender alone. */
type SeasonsHere = { storedAs: ReadonlyMap<string, CalendarDay>; asSent: readonly string[]; openHere: readonly string[] };

/**
 * Compares what the records give here with what the sender signed, division by division. A season that only the sender has closed follows
 * its records here: it has the sender's figures as long as nothing was corrected since.
 */
async function refuseOtherFigures(
  sql: Sql,
  file: PackageFile,
  today: CalendarDay,
  { storedAs, asSent, openHere }: SeasonsHere,
): Promise<void> {
  const { manifest } = file;
  const here = new Map<string, FiguresRow>();
  // Facts that came with the package are those of the sender's closing, on whichever day the season was closed here.
  const seasons = manifest.seasons.map((one) =>
    asSent.includes(one.season) && one.closedAt !== null && dayInShanghai(new Date(one.closedAt)) === one.day
      ? { ...one, day: storedAs.get(one.season) ?? one.day }
      : one,
  );
  for await (const row of packageFigures(sql, manifest.division.code, seasons, { today, taken: true, storedAs }))
    here.set(`${row.season}\n${row.code}`, row);
  const different: string[] = [];
  const seasonsOfThem = new Set<string>();
  const differs = (row: FiguresRow, how = '') => {
    different.push(`${row.name} ${row.season}${how}`);
    seasonsOfThem.add(row.season);
  };
  for await (const line of linesOf(file.read(FIGURES))) {
    const said = JSON.parse(line) as FiguresRow;
    const row = here.get(`${said.season}\n${said.code}`);
    here.delete(`${said.season}\n${said.code}`);
    const keys = row ? whatDiffers(row, said) : ['—'];
    if (keys.length > 0) differs(said, `: ${keys.slice(0, 4).join(', ')}`);
  }
  // Divisions that only this register has are no figures of the sender's, unless something counts there.
  for (const row of here.values()) if (row.counts.H > 0) differs(row);
  const toClose = openHere.filter((season) => seasonsOfThem.has(season));
  if (toClose.length > 0 && toClose.length === seasonsOfThem.size) refuse('package.season-open-here', { season: toClose.join('、') });
  if (different.length > 0) refuse('package.figures-differ', { count: different.length, first: different.slice(0, NAMED).join('; ') });
}

function whatDiffers(here: FiguresRow, said: FiguresRow): string[] {
  const differing: string[] = [];
  for (const part of ['counts', 'indicators', 'amountsFen', 'continuity', 'findings'] as const) {
    const ours = here[part] as Record<string, unknown>;
    const theirs = said[part] as Record<string, unknown>;
    for (const key of Object.keys(theirs))
      if (canonicalJson(ours[key] ?? null) !== canonicalJson(theirs[key] ?? null))
        differing.push(`${key} ${JSON.stringify(theirs[key])} ≠ ${JSON.stringify(ours[key])}`);
  }
  return differing;
}

export async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of bytes) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop()!;
    yield* lines.filter((line) => line !== '');
  }
  if (rest !== '') yield rest;
}
