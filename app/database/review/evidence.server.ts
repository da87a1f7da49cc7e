import type { Sql } from '~/database/connection/sql.server';
import type { Scope } from '~/database/scope.server';
import { arrivedPhotos } from '~/database/survey/photos.server';
import type { EvidenceReview } from '~/domain/review/evidence-review';
import type { Evidence } from '~/domain/survey/evidence';
import { filesOfEvidence } from '~/domain/survey/evidence-files';

/**
 * The evidence of a visit for its reviewer: which of its files have arrived, and which of its photos another household has too.
 * The other household is named only within the scope; outside it only its existence is shown.
 */
export async function evidenceForReview(sql: Sql, scope: Scope, household: string, evidence: Evidence): Promise<EvidenceReview> {
  const files = filesOfEvidence(evidence);
  const photos = (evidence.photos ?? []).map((photo) => photo.sha256);
  const arrived = await arrivedPhotos(sql, files);
  const elsewhere = await sql.query<EvidenceReview['elsewhere'][number]>(
    `SELECT u.sha256, CASE WHEN v.path && $3::text[] THEN json_build_object('number', h.number, 'head', h.head, 'village', v.name) END AS
      household
     FROM (SELECT DISTINCT sha256, household_number FROM photo_use WHERE sha256 = ANY($1::text[])) u JOIN household h
     ON h.number = u.household_number JOIN division v ON v.code = h.village_code
     WHERE u.household_number <> $2 ORDER BY u.sha256, h.number`,
    [photos, household, scope.roots],
  );
  return { ...evidence, arrived, elsewhere };
}
