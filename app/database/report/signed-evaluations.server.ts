/** 评估报告 of a version: what its Word file is written from, as it stood when the version was frozen; never changed, never deleted. */

import type { Sql } from '~/database/connection/sql.server';
import type { EvaluationFigures } from '~/domain/report/evaluation/evaluation-figures';
import type { EvaluationTexts } from '~/domain/report/evaluation/evaluation-texts';

/** `textVersion` is that of the texts, 0 when the office wrote none. */
export type KeptEvaluation = { figures: EvaluationFigures; texts: EvaluationTexts; textVersion: number };

export async function insertEvaluation(sql: Sql, report: string, { figures, texts, textVersion }: KeptEvaluation): Promise<void> {
  await sql.query('INSERT INTO signed_evaluation (report_id, figures, texts, text_version) VALUES ($1::uuid, $2::jsonb, $3::jsonb, $4)', [
    report,
    JSON.stringify(figures),
    JSON.stringify(texts),
    textVersion,
  ]);
}

/** Null for a version that was frozen before 评估报告 were kept. Whoever asks has read the version within the scope of the person. */
export async function keptEvaluation(sql: Sql, report: string): Promise<KeptEvaluation | null> {
  const [row] = await sql.query<KeptEvaluation>(
    'SELECT figures, texts, text_version AS "textVersion" FROM signed_evaluation WHERE report_id = $1::uuid',
    [report],
  );
  return row ?? null;
}
