import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { appendHistory } from '~/database/facts/history.server';
import { insertProblemReport, receiptOfReport, villageOfHousehold } from '~/database/findings/problem-reports.server';
import { lockPhoneNumbers, numbersOfPhones } from '~/database/households/received-households.server';
import { noteDevices } from '~/database/phones/records.server';
import { scopeOf } from '~/database/scope.server';
import { notePhotoUses } from '~/database/survey/photos.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { type ProblemReport, problemReportSchema, timeOfReport } from '~/domain/findings/problem-report';
import { runningOf } from '~/domain/household/received-household';
import { type Problem, type ProblemCode, refuse } from '~/domain/problems';
import { type SubmissionReceipt, type SubmissionSent, submissionSchema } from '~/domain/sync/submissions';
import { cleanValue } from '~/domain/text/clean-text';
import { seal } from '~/server/personal/seal.server';
import { openFindingOfReport } from '~/server/workflows/findings/open-report-findings.server';
import { namesOf, notStored } from '~/server/workflows/phones/checked-record.server';
import { hashOfContent } from '~/server/workflows/survey/store-visits.server';

type Sender = Person & { accountId: string };
/** Without words. */
export type SubmissionOutcome = Omit<SubmissionReceipt, 'code' | 'sentence'> & { code?: ProblemCode; details?: Problem['details'] };

/** What came with it. `device`: null on the web. */
type Arrival = { source: 'phone' | 'export' | 'web'; device: string | null; clock?: SubmissionSent['clock'] };

/**
 * 收下手机上报的问题: each in a transaction of its own, answered after its commit. Nothing is refused that a person wrote: a household
 * that is not theirs any more, or not known, is kept under the number that was sent, for the township of the sender.
 */
export async function receiveReports(
  db: Database,
  person: Sender,
  sent: { device: string; app: string | null; source: 'phone' | 'export'; records: readonly unknown[] },
  now: Date,
  failed: (error: unknown) => void,
): Promise<SubmissionOutcome[]> {
  const outcomes: SubmissionOutcome[] = [];
  for (const record of sent.records) {
    const { id, contentHash } = namesOf(record);
    const names = { id, contentHash };
    const checked = checkSubmission(record);
    if ('status' in checked) {
      outcomes.push({ ...names, ...checked });
      continue;
    }
    const { submission, report } = checked;
    try {
      outcomes.push({
        ...names,
        ...(await inTransaction(
          db,
          async (sql) => {
            const { sequence } = submission;
            if (runningOf(report.household) !== null) await lockPhoneNumbers(sql, [report.household]);
            await noteDevices(sql, [{ id: sent.device, account: person.accountId, app: sent.app, sequence }], now);
            return keepReport(sql, person, report, { source: sent.source, device: sent.device, clock: submission.clock }, now);
          },
          { durable: true },
        )),
      });
    } catch (error) {
      outcomes.push({ ...names, ...notStored(error, failed) });
    }
  }
  return outcomes;
}

/** The part that needs no database. A wrong hash is the line's fault: send it again. */
function checkSubmission(
  sent: unknown,
): { submission: SubmissionSent; report: ProblemReport } | Pick<SubmissionOutcome, 'status' | 'code'> {
  const parsed = submissionSchema.safeParse(sent);
  if (!parsed.success) return { status: 'refused', code: 'record.not-understood' };
  if (hashOfContent(parsed.data.content) !== parsed.data.contentHash) return { status: 'failed', code: 'record.damaged' };
  const clean = cleanValue(parsed.data.content);
  const report = 'value' in clean ? problemReportSchema.safeParse(clean.value) : null;
  if (!report?.success || report.data.id !== parsed.data.id) return { status: 'refused', code: 'record.not-understood' };
  return { submission: parsed.data, report: report.data };
}

/** 在网页上报. */
export async function reportOnWeb(db: Database, person: Person, report: ProblemReport, now: Date): Promise<void> {
  if (!mayPerson(person, 'problem.report') || person.accountId === null) refuse('access.not-allowed');
  const sender: Sender = { ...person, accountId: person.accountId };
  await inTransaction(db, async (sql) => {
    if (!(await villageOfHousehold(sql, scopeOf(person), report.household))) refuse('household.unknown', { number: report.household });
    await keepReport(sql, sender, report, { source: 'web', device: null }, now);
  });
}

async function keepReport(
  sql: Sql,
  person: Sender,
  report: ProblemReport,
  arrival: Arrival,
  now: Date,
): Promise<Omit<SubmissionOutcome, 'id' | 'contentHash'>> {
  // A household that this phone or another has added may have its number meanwhile.
  const number = (await numbersOfPhones(sql, [report.household])).get(report.household) ?? report.household;
  const village = await villageOfHousehold(sql, scopeOf(person), number);
  const chain = village ?? person.divisions[0];
  if (chain === undefined) return { status: 'failed', code: 'visit.not-stored' };
  const stored = await insertProblemReport(sql, {
    id: report.id,
    household_sent: report.household,
    household_number: village && number,
    village_code: chain,
    kind: report.kind,
    text_encrypted: seal(report.text),
    photos: report.photos,
    reported_at: timeOfReport(report.reportedAt, now.toISOString()),
    phone_said: arrival.clock?.said ?? null,
    ahead_seconds: arrival.clock?.aheadSeconds ?? null,
    account_id: person.accountId,
    source: arrival.source,
    device_id: arrival.device,
    received_at: now.toISOString(),
  });
  if (!stored) {
    const before = (await receiptOfReport(sql, report.id))!;
    // Nobody learns by sending what somebody else has said.
    if (before.account !== person.accountId) return { status: 'refused', code: 'record.not-understood' };
    return { status: 'same', number: String(before.number), receivedAt: new Date(before.receivedAt).toISOString() };
  }
  if (village)
    await notePhotoUses(
      sql,
      report.photos.map((sha256) => ({ sha256, visit_id: report.id, household_number: number })),
    );
  await appendHistory(sql, now, person.username, [
    {
      chain,
      action: 'problem.report',
      entity: 'problem-report',
      entityKey: report.id,
      // The fact, not the text: who has the right to the household reads it there.
      after: {
        number: stored.number,
        household: report.household,
        kind: report.kind,
        photos: report.photos,
        content: hashOfContent(report),
      },
    },
  ]);
  const { username, name: by } = person;
  const receivedAt = now.toISOString();
  await openFindingOfReport(
    sql,
    { id: report.id, kind: report.kind, household: village && number, village: chain, receivedAt, username, by },
    now,
  );
  return { status: 'received', number: String(stored.number), receivedAt: now.toISOString() };
}
