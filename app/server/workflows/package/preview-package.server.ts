import type { Database } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { isAcceptedSigner, type TakenHere, takenHere } from '~/database/package/packages.server';
import { EVERYTHING, inScope, type Scope, scopeOf } from '~/database/scope.server';
import { isClosed } from '~/database/seasons/closing.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { FIGURES, type Manifest } from '~/domain/package/manifest';
import { refuse } from '~/domain/problems';
import { readFacts } from '~/server/workflows/facts/read-facts.server';
import { keyOfInstance } from './instance-key.server';
import type { FiguresRow } from './package-figures.server';
import { PackageFile } from './package-file.server';
import { linesOf, orderHere, scopeOfTaker, type TakeProgress } from './take-package.server';

/** A figure of the division in the season of the package: in the package, and here before it is taken (null: nothing is here). */
type ComparedFigure = { key: (typeof COMPARED)[number]; packed: number; here: number | null };
const COMPARED = ['H', 'V', 'C', 'U', 'B', 'due', 'paid'] as const;

export type PackagePreview = {
  manifest: Omit<Manifest, 'files'>;
  /** Its key was accepted before; otherwise a person must say that the fingerprint was compared. */
  known: boolean;
  /** `same`: taken before. `other-sender`: the records here are another server's. */
  order: 'same' | 'first' | 'replaces' | 'other-sender';
  replaced: { division: string; version: number }[];
  figures: ComparedFigure[];
};

/** 看一看: verifies a package whole and says what taking it would change. Nothing is stored. */
export async function previewPackage(
  db: Database,
  actor: Person,
  path: string,
  now: Date,
  onProgress: TakeProgress,
): Promise<PackagePreview> {
  if (!mayPerson(actor, 'package.take')) refuse('access.not-allowed');
  const own = await keyOfInstance(db, now);
  const file = await PackageFile.open(path);
  try {
    const { files, ...manifest } = file.manifest;
    if (manifest.sender.fingerprint === own.fingerprint) refuse('package.own');
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    await file.verifyFiles((done) => onProgress({ stage: 'verifying', done, total }));
    const { known, order } = await inTransaction(db, async (sql) => ({
      known: await isAcceptedSigner(sql, manifest.sender.fingerprint),
      order: await orderHere(sql, file, true),
    }));
    const foreign = order.order === 'replaces' && order.replaced.some(({ sender }) => sender !== manifest.sender.fingerprint);
    return {
      manifest,
      known,
      order: foreign ? 'other-sender' : (order.order as 'same' | 'first' | 'replaces'),
      replaced: order.order === 'replaces' ? order.replaced.map(({ division, version }) => ({ division, version })) : [],
      figures: await compared(db, scopeOfTaker(actor), file, now),
    };
  } finally {
    file.close();
  }
}

async function compared(db: Database, scope: Scope, file: PackageFile, now: Date): Promise<ComparedFigure[]> {
  const { division, season } = file.manifest;
  const there = await withSql(db, async (sql) => (await inScope(sql, scope, division.code)) && (await isClosed(sql, season)) !== null);
  const here = there ? (await readFacts(db, scope, { division: division.code, season }, now)).rows[0]! : null;
  for await (const line of linesOf(file.read(FIGURES))) {
    const row = JSON.parse(line) as FiguresRow;
    if (row.season !== season || row.code !== division.code) continue;
    const valueIn = ({ counts, amountsFen }: Pick<FiguresRow, 'counts' | 'amountsFen'>, key: ComparedFigure['key']) =>
      key === 'due' || key === 'paid' ? amountsFen[key] : counts[key];
    return COMPARED.map((key) => ({ key, packed: valueIn(row, key), here: here && valueIn(here, key) }));
  }
  return [];
}

/** What was taken here, and what this instance is known by. */
export async function packagesHere(db: Database, person: Person, now: Date): Promise<{ fingerprint: string; taken: TakenHere[] }> {
  if (!mayPerson(person, 'package.take')) refuse('access.not-allowed');
  const { fingerprint } = await keyOfInstance(db, now);
  const scope = person.role === 'admin' ? EVERYTHING : scopeOf(person);
  return { fingerprint, taken: await withSql(db, (sql) => takenHere(sql, scope)) };
}
