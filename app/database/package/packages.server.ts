/** What this instance signs with, whose signature it takes, and the packages it made and took. */

import { actorName } from '~/database/access/actor-name.server';
import { cityLock } from '~/database/connection/city-lock.server';
import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import type { Manifest } from '~/domain/package/manifest';
import type { TakenBefore } from '~/domain/package/package-order';
import type { CalendarDay } from '~/domain/time/calendar-day';

export type KeptKey = { publicKey: string; privateKeySealed: string };

export async function instanceKey(sql: Sql): Promise<KeptKey | null> {
  const [row] = await sql.query<KeptKey>('SELECT public_key AS "publicKey", private_key_sealed AS "privateKeySealed" FROM instance_key');
  return row ?? null;
}

/** Keeps a key when there is none yet, and returns the one that is kept. */
export async function keepInstanceKey(sql: Sql, key: KeptKey, now: Date): Promise<KeptKey> {
  await sql.query('INSERT INTO instance_key (public_key, private_key_sealed, made_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
    key.publicKey,
    key.privateKeySealed,
    now.toISOString(),
  ]);
  return (await instanceKey(sql))!;
}

/** The version of the next package. Who asks holds it until the transaction ends, so that no two packages have the same. */
export async function nextVersion(sql: Sql): Promise<number> {
  await sql.query(`SELECT pg_advisory_xact_lock(${cityLock(`'package'`)})`);
  const [row] = await sql.query<{ version: number }>('SELECT coalesce(max(version), 0) + 1 AS version FROM made_package');
  return row!.version;
}

export async function storeMade(
  sql: Sql,
  made: { version: number; division: string; season: string; asOf: CalendarDay; manifestSha256: string; madeAt: string; madeBy: string },
): Promise<void> {
  await sql.query(
    `INSERT INTO made_package (version, division_code, season, as_of, manifest_sha256, made_at, made_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [made.version, made.division, made.season, made.asOf, made.manifestSha256, made.madeAt, made.madeBy],
  );
}

export async function isAcceptedSigner(sql: Sql, fingerprint: string): Promise<boolean> {
  return (await sql.query('SELECT 1 FROM accepted_signer WHERE fingerprint = $1', [fingerprint])).length > 0;
}

export async function acceptSigner(
  sql: Sql,
  signer: { fingerprint: string; publicKey: string; name: string },
  by: string,
  now: Date,
): Promise<void> {
  await sql.query(
    `INSERT INTO accepted_signer (fingerprint, public_key, name, accepted_at, accepted_by) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT DO NOTHING`,
    [signer.fingerprint, signer.publicKey, signer.name, now.toISOString(), by],
  );
}

/** The taken packages whose division is this one, lies below it or holds it. */
export async function takenTouching(sql: Sql, division: string): Promise<(TakenBefore & { below: boolean; name: string })[]> {
  return sql.query(
    `SELECT t.division_code AS division, d.name, t.sender, t.season, t.version, t.manifest_sha256 AS "manifestSha256",
       d.path @> ARRAY[$1]::text[] AND d.code <> $1 AS below
     FROM taken_package t JOIN division d ON d.code = t.division_code
     WHERE d.path @> ARRAY[$1]::text[] OR t.division_code = ANY((SELECT path FROM division WHERE code = $1)::text[]) ORDER BY 1`,
    [division],
  );
}

export async function storeTaken(sql: Sql, manifest: Manifest, manifestSha256: string, by: string, now: Date): Promise<void> {
  await sql.query(`DELETE FROM taken_package t USING division d WHERE d.code = t.division_code AND d.path @> ARRAY[$1]::text[]`, [
    manifest.division.code,
  ]);
  await sql.query(
    `INSERT INTO taken_package (division_code, sender, season, as_of, version, manifest_sha256, manifest, taken_at, taken_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      manifest.division.code,
      manifest.sender.fingerprint,
      manifest.season,
      manifest.asOf,
      manifest.version,
      manifestSha256,
      JSON.stringify(manifest),
      now.toISOString(),
      by,
    ],
  );
}

export type TakenHere = {
  division: string;
  name: string;
  place: string;
  sender: string;
  season: string;
  asOf: CalendarDay;
  version: number;
  households: number;
  takenAt: string;
  by: string;
};

/** The packages that were taken, in the order of their divisions. */
export async function takenHere(sql: Sql, scope: Scope): Promise<TakenHere[]> {
  return sql.query<TakenHere>(
    `SELECT t.division_code AS division, d.name, coalesce(up.name, '') AS place, t.sender, t.season, t.as_of AS "asOf", t.version,
       (t.manifest ->> 'households')::int AS households, t.taken_at AS "takenAt", ${actorName('t.taken_by')} AS by
     FROM taken_package t JOIN division d ON d.code = t.division_code LEFT JOIN division up ON up.code = d.parent_code
     WHERE d.path && $1::text[] ORDER BY t.division_code`,
    [scope.roots],
  );
}
