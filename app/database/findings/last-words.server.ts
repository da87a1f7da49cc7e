import type { FindingStep } from '~/domain/findings/life';

/**
 * SQL: what a person wrote last at the finding `f` in a step of these kinds, as `text_encrypted`, `at` and `actor_name` of `alias`; nulls
 * where nobody did. That its progress was asked for is not meant for the cadre.
 *
 * The steps of one finding are few and are read first (OFFSET 0). Otherwise the index of all steps that moved a finding is taken, as long
 * as the server believes it to be as small as when it last counted.
 */
export function lastWords(alias: string, kinds: readonly FindingStep[], where = 'true'): string {
  return `LEFT JOIN LATERAL (
    SELECT w.text_encrypted, w.at, w.actor_name FROM (SELECT * FROM finding_step o WHERE o.finding_id = f.id OFFSET 0) w
    WHERE w.kind IN (${kinds.map((kind) => `'${kind}'`).join(', ')}) AND w.text_encrypted IS NOT NULL
      AND NOT w.detail ? 'asked' AND ${where}
    ORDER BY w.id DESC LIMIT 1) ${alias} ON true`;
}
