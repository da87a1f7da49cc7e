import type { DeviceState, HouseholdForRecord } from '~/database/phones/records.server';
import type { CheckToDo } from '~/database/quality/checks.server';
import { answersAlone, firstVisitThen } from '~/domain/quality/take-check';
import { checkVisit } from '~/domain/survey/visit-schema';
import { type CheckedRecord, namesOf } from './checked-record.server';
import { circumstancesOf } from './merge-record.server';
import { answered, keptRecord, type Taken } from './taken-record.server';

/** 收下抽查: there is nothing that it could compete with, because the household was assigned to this sender alone. */
export function takeCheck(one: CheckedRecord, check: CheckToDo, household: HouseholdForRecord, device: DeviceState, now: Date): Taken {
  const { record, person } = one;
  const names = namesOf(record);
  const checked = checkVisit(one.visit, 'field', circumstancesOf(household, now));
  if (!checked.ok) return answered(one, { ...names, status: 'refused', code: 'visit.incomplete', problems: checked.problems });
  const visit = answersAlone(checked.visit);
  return {
    outcome: { ...names, status: 'received' },
    visit,
    overtakes: [],
    store: {
      visit,
      village: household.villageCode,
      stored: null,
      roomsBefore: [],
      accountId: person.accountId,
      actor: person.username,
      source: 'phone',
      device: { id: one.device, sequence: record.sequence },
      answersRemarks: false,
      checked: firstVisitThen(check),
    },
    keep: keptRecord(one, device, household.villageCode, now, { status: 'received', target_visit_id: visit.visit }, {}),
  };
}
