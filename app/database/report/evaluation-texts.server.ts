/** 评估报告的文字, by version; never changed, never deleted. */

import { cityLock } from '~/database/connection/city-lock.server';
import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import type { EvaluationTexts } from '~/domain/report/evaluation/evaluation-texts';

type Of = { division: string; season: string };
export type TextVersion = { version: number; texts: EvaluationTexts; by: string; at: string };

const COLUMNS = `e.version, e.texts, e.writer_name AS by, e.written_at AS at`;
const SEEN = `FROM evaluation_text e JOIN division d ON d.code = e.division_code
  WHERE e.division_code = $1 AND e.season = $2 AND d.path && $3::text[]`;

/** Every version of a report's texts, the newest first. */
export async function textVersions(sql: Sql, scope: Scope, { division, season }: Of): Promise<TextVersion[]> {
  const rows = await sql.query<TextVersion>(`SELECT ${COLUMNS} ${SEEN} ORDER BY e.version DESC`, [division, season, scope.roots]);
  return rows.map((row) => ({ ...row, at: new Date(row.at).toISOString() }));
}

/** Whoever saves texts of the same report at the same time comes one after the other. */
export async function lockTexts(sql: Sql, { division, season }: Of): Promise<void> {
  await sql.query(`SELECT pg_advisory_xact_lock(${cityLock(`'evaluation ' || $1`)})`, [`${division} ${season}`]);
}

export async function insertTexts(
  sql: Sql,
  row: Of & { version: number; texts: EvaluationTexts; by: string; byName: string; at: string },
): Promise<void> {
  await sql.query(
    `INSERT INTO evaluation_text (division_code, season, version, texts, written_by, writer_name, written_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [row.division, row.season, row.version, JSON.stringify(row.texts), row.by, row.byName, row.at],
  );
}
