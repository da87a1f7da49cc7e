import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { appendHistory } from '~/database/facts/history.server';
import { householdsToCompare, lockVillage } from '~/database/households/added-households.server';
import {
  insertReceived,
  lockPhoneNumbers,
  moveToNumber,
  placeOfReceived,
  type ReceivedRow,
  receivedAlike,
  receivedHousehold,
} from '~/database/households/received-households.server';
import { noteDevices } from '~/database/phones/records.server';
import { quarantinedLately } from '~/database/phones/waiting-records.server';
import { EVERYTHING, scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { canonicalIdNumber } from '~/domain/household/id-number';
import { contentOfReceived, mightBeSame, type ReceivedHousehold, receivedHouseholdSchema } from '~/domain/household/received-household';
import { whyNotQuarantined } from '~/domain/sync/quarantine-limits';
import { type SubmissionSent, submissionSchema } from '~/domain/sync/submissions';
import { cleanValue } from '~/domain/text/clean-text';
import { fingerprint, seal } from '~/server/personal/seal.server';
import type { SubmissionOutcome } from '~/server/workflows/findings/receive-reports.server';
import { namesOf, notStored } from '~/server/workflows/phones/checked-record.server';
import { releaseUndecided } from '~/server/workflows/phones/release-undecided.server';
import { hashOfContent } from '~/server/workflows/survey/store-visits.server';
import { createHousehold } from './add-household.server';

type Sender = Person & { accountId: string };

/**
 * 收下手机补录的户: each in a transaction of its own, answered after its commit. One that nobody has sent gets a number of the register; one
 * that says the same as another is that household; one that might be a household of the village waits for the township. Visits that
 * came under the phone's number before are taken with it.
 */
export async function receiveHouseholds(
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
    const checked = checkHousehold(record);
    if ('status' in checked) {
      outcomes.push({ ...names, ...checked });
      continue;
    }
    try {
      outcomes.push({
        ...names,
        ...(await inTransaction(
          db,
          async (sql) => {
            await lockPhoneNumbers(sql, [checked.household.id]);
            const heard = { id: sent.device, account: person.accountId, app: sent.app, sequence: checked.submission.sequence };
            const [device] = await noteDevices(sql, [heard], now);
            return keepHousehold(sql, person, checked, { ...sent, retired: device!.retired }, now);
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

type Checked = { submission: SubmissionSent; household: ReceivedHousehold };

function checkHousehold(sent: unknown): Checked | Pick<SubmissionOutcome, 'status' | 'code'> {
  const parsed = submissionSchema.safeParse(sent);
  if (!parsed.success) return { status: 'refused', code: 'record.not-understood' };
  if (hashOfContent(parsed.data.content) !== parsed.data.contentHash) return { status: 'failed', code: 'record.damaged' };
  const clean = cleanValue(parsed.data.content);
  const household = 'value' in clean ? receivedHouseholdSchema.safeParse(clean.value) : null;
  if (!household?.success || household.data.id !== parsed.data.id) return { status: 'refused', code: 'record.not-understood' };
  return { submission: parsed.data, household: household.data };
}

type Kept = Omit<SubmissionOutcome, 'id' | 'contentHash'>;

async function keepHousehold(
  sql: Sql,
  person: Sender,
  { submission, household }: Checked,
  arrival: { device: string; source: 'phone' | 'export'; retired: boolean },
  now: Date,
): Promise<Kept> {
  const before = await receivedHousehold(sql, household.id);
  if (before) return before.account_id === person.accountId ? outcomeOf(before) : { status: 'refused', code: 'record.not-understood' };

  const { village } = household;
  const inScope = await lockVillage(sql, scopeOf(person), village);
  if (!inScope) await lockVillage(sql, EVERYTHING, village);
  // Taken away meanwhile, or no village at all: it waits where the sender works, as every record of others does.
  const at = inScope ? village : person.divisions[0];
  if (at === undefined) return { status: 'failed', code: 'visit.not-stored' };
  const print = fingerprint('address', contentOfReceived(household));
  const alike = await receivedAlike(sql, at, print);
  const numbered = alike.find(({ status }) => status === 'numbered');
  const idPrint = household.idNumber === '' ? null : fingerprint('id-number', canonicalIdNumber(household.idNumber));
  const candidates = (await householdsToCompare(sql, village, idPrint))
    .filter((one) => mightBeSame(household, one))
    .map(({ number }) => number);
  const waits = !inScope
    ? 'out_of_scope'
    : arrival.retired
      ? 'retired'
      : !numbered && (candidates.length > 0 || alike.some(({ status }) => status === 'waiting'))
        ? 'might_be_same'
        : null;
  if ((waits === 'out_of_scope' || waits === 'retired') && arrival.source === 'phone') {
    const tooMany = whyNotQuarantined((await quarantinedLately(sql, [person.accountId], now)).get(person.accountId)!);
    if (tooMany) return tooMany;
  }
  const number = waits === null ? (numbered?.household_number ?? (await createHousehold(sql, person.username, at, household, now))) : null;
  const row: Omit<ReceivedRow, 'decision_reason'> = {
    id: household.id,
    village_code: at,
    status: waits === null ? 'numbered' : 'waiting',
    reason: waits,
    candidates: waits === null ? [] : candidates,
    household_number: number,
    content_fingerprint: print,
    body_encrypted: seal(JSON.stringify({ household, sent: submission }), placeOfReceived(household.id)),
    account_id: person.accountId,
    source: arrival.source,
    device_id: arrival.device,
    received_at: now.toISOString(),
  };
  await insertReceived(sql, row);
  await appendHistory(sql, now, person.username, [
    {
      chain: at,
      action: 'household.receive',
      entity: 'received-household',
      entityKey: household.id,
      after: { status: row.status, reason: waits, number, candidates: row.candidates, content: submission.contentHash },
    },
  ]);
  if (number !== null) await releaseUndecided(sql, await moveToNumber(sql, household.id, number), number, undefined, now);
  return number === null || !numbered
    ? outcomeOf({ ...row, decision_reason: null }, number !== null)
    : outcomeOf({ ...row, decision_reason: null });
}

function outcomeOf(row: ReceivedRow, fresh = false): Kept {
  const receivedAt = new Date(row.received_at).toISOString();
  if (row.status === 'set_aside')
    return { status: 'refused', code: 'received-household.set-aside', details: { reason: row.decision_reason ?? '' } };
  if (row.status === 'waiting') return { status: 'conflict', code: 'received-household.waits', receivedAt };
  return { status: fresh ? 'received' : 'same', number: row.household_number!, receivedAt };
}
