import type { Scope } from './scope.server';
import type { Sql } from './sql.server';

export async function notePhoto(sql: Sql, photo: { sha256: string; type: string; bytes: number; accountId: string | null; now: Date }): Promise<{ isNew: boolean }> {
  const rows = await sql.query(
    'INSERT INTO photo (sha256, type, bytes, account_id, received_at) VALUES ($1, $2, $3, $4::uuid, $5) ON CONFLICT DO NOTHING RETURNING 1',
    [photo.sha256, photo.type, photo.bytes, photo.accountId, photo.now.toISOString()],
  );
  return { isNew: rows.length > 0 };
}

/** The type of a photo that a visit in scope carries, or null. Carrying is what the visit says now. */
export async function photoInScope(sql: Sql, scope: Scope, sha256: string): Promise<string | null> {
  const [photo] = await sql.query<{ type: string }>(
    `SELECT p.type FROM photo p WHERE p.sha256 = $1 AND EXISTS (
       SELECT 1 FROM photo_use u JOIN household h ON h.number = u.household_number JOIN division v ON v.code = h.village_code
       WHERE u.sha256 = p.sha256 AND v.path && $2::text[])`,
    [sha256, scope.roots],
  );
  return photo?.type ?? null;
}

export type SamePhoto = { sha256: string; households: { number: string; head: string; village: string; visit: string }[] };

/** 同一照片用于多户: photos that visits of several households carry, at least one of them in scope; only those in scope are named. */
export async function samePhotos(sql: Sql, scope: Scope): Promise<SamePhoto[]> {
  return sql.query<SamePhoto>(
    `SELECT u.sha256, json_agg(json_build_object('number', h.number, 'head', h.head, 'village', v.name, 'visit', u.visit_id) ORDER BY h.number) AS households
     FROM photo_use u JOIN household h ON h.number = u.household_number JOIN division v ON v.code = h.village_code
     WHERE v.path && $1::text[]
       AND (SELECT count(DISTINCT o.household_number) FROM photo_use o WHERE o.sha256 = u.sha256) > 1
     GROUP BY u.sha256 ORDER BY u.sha256 LIMIT 100`,
    [scope.roots],
  );
}
