import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';

export async function notePhoto(
  sql: Sql,
  photo: { sha256: string; type: string; bytes: number; accountId: string | null; now: Date },
): Promise<{ isNew: boolean }> {
  const rows = await sql.query(
    'INSERT INTO photo (sha256, type, bytes, account_id, received_at) VALUES ($1, $2, $3, $4::uuid, $5) ON CONFLICT DO NOTHING RETURNING 1',
    [photo.sha256, photo.type, photo.bytes, photo.accountId, photo.now.toISOString()],
  );
  return { isNew: rows.length > 0 };
}

export type PhotoUse = { sha256: string; visit_id: string; household_number: string };

/** Notes which files these visits use. A waiting record counts too, because the person who decides it has to see its photos. */
export async function notePhotoUses(sql: Sql, uses: readonly PhotoUse[]): Promise<void> {
  if (uses.length === 0) return;
  await sql.query(
    `INSERT INTO photo_use (sha256, visit_id, household_number)
     SELECT u.sha256, u.visit_id, u.household_number FROM json_populate_recordset(null::photo_use, $1::json) u JOIN household h
     ON h.number = u.household_number
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(uses)],
  );
}

/** Those of these files whose bytes have arrived. */
export async function arrivedPhotos(sql: Sql, hashes: readonly string[]): Promise<string[]> {
  if (hashes.length === 0) return [];
  return (await sql.query<{ sha256: string }>('SELECT sha256 FROM photo WHERE sha256 = ANY($1::text[])', [hashes])).map(
    (row) => row.sha256,
  );
}

/** The next photos that have arrived, by name. */
export async function photosAfter(sql: Sql, after: string, limit: number): Promise<string[]> {
  return (await sql.query<{ sha256: string }>('SELECT sha256 FROM photo WHERE sha256 > $1 ORDER BY sha256 LIMIT $2', [after, limit])).map(
    (row) => row.sha256,
  );
}

/** How many photos that visits name have not arrived. */
export async function awaitedPhotos(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ n: number }>(
    'SELECT count(DISTINCT u.sha256) AS n FROM photo_use u WHERE NOT EXISTS (SELECT 1 FROM photo p WHERE p.sha256 = u.sha256)',
  );
  return Number(row!.n);
}

/**
 * The type of a photo that a visit or a waiting record in scope uses or once used. Null otherwise: a photo that nothing names
 * is shown to nobody. An account also sees the photos that its own draft of a call names.
 */
export async function photoInScope(sql: Sql, scope: Scope, sha256: string, accountId: string | null): Promise<string | null> {
  const [photo] = await sql.query<{ type: string }>(
    `SELECT p.type FROM photo p WHERE p.sha256 = $1 AND (EXISTS (
       SELECT 1 FROM photo_use u JOIN household h ON h.number = u.household_number JOIN division v ON v.code = h.village_code
       WHERE u.sha256 = p.sha256 AND v.path && $2::text[])
       OR p.account_id = $3::uuid AND EXISTS (SELECT 1 FROM visit_draft d WHERE d.account_id = p.account_id
         AND d.typed #> '{closure,evidence,photos}' @> jsonb_build_array(jsonb_build_object('sha256', p.sha256))))`,
    [sha256, scope.roots, accountId],
  );
  return photo?.type ?? null;
}

/** `elsewhere`: how many more households outside the scope have the photo. */
export type SamePhoto = {
  sha256: string;
  arrived: boolean;
  households: { number: string; head: string; village: string }[];
  elsewhere: number;
};

/** 同一照片用于多户: photos in visits of several households, at least one of them in scope; only those in scope are named. */
export async function samePhotos(sql: Sql, scope: Scope): Promise<SamePhoto[]> {
  return sql.query<SamePhoto>(
    `SELECT u.sha256, EXISTS (SELECT 1 FROM photo p WHERE p.sha256 = u.sha256) AS arrived, json_agg(json_build_object('number', h.number,
      'head', h.head, 'village', v.name) ORDER BY h.number) AS households,
            (SELECT count(DISTINCT o.household_number) FROM photo_use o WHERE o.sha256 = u.sha256) - count(*) AS elsewhere
     FROM (SELECT DISTINCT sha256, household_number FROM photo_use) u JOIN household h ON h.number = u.household_number JOIN division v
     ON v.code = h.village_code
     WHERE v.path && $1::text[]
       AND (SELECT count(DISTINCT o.household_number) FROM photo_use o WHERE o.sha256 = u.sha256) > 1
     GROUP BY u.sha256 ORDER BY u.sha256 LIMIT 100`,
    [scope.roots],
  );
}
