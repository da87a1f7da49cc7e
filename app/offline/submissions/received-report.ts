import { problemReportSchema } from '~/domain/findings/problem-report';
import type { SubmissionReceipt, SubmissionSent } from '~/domain/sync/submissions';
import type { Phone } from '~/offline/phone';
import type { Change } from '~/offline/store/device-store';
import { partOf, putParts } from '~/offline/villages/keep-village';
import { showWithAdded } from './settle-added';

/** The household on the phone with a report that the server has, until the next package says the same. */
export async function receivedReport(phone: Phone, sent: SubmissionSent, receipt: SubmissionReceipt): Promise<Change[]> {
  const report = problemReportSchema.safeParse(sent.content);
  const found = report.success && phone.household(report.data.household);
  if (!report.success || !found || !receipt.number) return [];
  const { id, kind, text, photos, reportedAt } = report.data;
  const { village, household } = found;
  const others = (household.reports ?? []).filter((one) => one.id !== id);
  const shown = {
    id,
    number: receipt.number,
    kind,
    text,
    photos,
    reportedAt,
    receivedAt: receipt.receivedAt ?? reportedAt,
    by: phone.session.name,
  };
  const now = { ...household, reports: [{ ...shown, answer: null }, ...others] };
  if (phone.submissions.has(household.number)) return [await showWithAdded(phone, household.number, now)];
  village.households.put([now]);
  const { season, cursor, takenAt } = village;
  // Other tabs read the village anew.
  village.change = sent.contentHash;
  return [
    ...(await putParts(phone, village, new Set([partOf(household.number)]))),
    { table: 'villages', put: await phone.rows.village(village.village, { season, cursor, takenAt, change: village.change }) },
  ];
}
