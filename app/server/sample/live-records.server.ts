import type { Database } from '~/database/connection/open.server';
import { withSql } from '~/database/connection/sql.server';
import { householdInScope } from '~/database/households/household.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import type { FieldHousehold } from '~/domain/sync/protocol';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { askDeath } from '~/server/workflows/households/ask-event.server';
import { confirmChange } from '~/server/workflows/households/decide-change.server';
import { readPackage } from '~/server/workflows/phones/read-package.server';
import { receiveRecords } from '~/server/workflows/phones/receive-batch.server';
import { hashOfContent } from '~/server/workflows/survey/store-visits.server';
import type { Home } from './households.server';
import type { SampleVisit } from './visits.server';

/** 去世: the son of a home is its head now, as one person of the county records and another confirms. The account is still to come. */
export async function addHeadChange(db: Database, county: readonly [Person, Person], home: Home, now: Date): Promise<void> {
  const { number, head } = home.record;
  const [first, second] = county;
  const stored = await withSql(db, (sql) => householdInScope(sql, scopeOf(first), number));
  if (!stored || stored.head !== head) return;
  const event = { household: number, revision: stored.revision, on: dayInShanghai(now), document: null, reason: '原户主去世，长子承户' };
  const heir = { nobodyLeft: false, account: 'none' as const, values: { head: `${head.slice(0, 1)}继业` } };
  const change = await askDeath(db, first, { ...event, ...heir }, now);
  await confirmChange(db, second, { change, decision: '已看户口簿' }, now);
}

/**
 * 记录冲突: two cadres visit one home without knowing of each other, and their phones disagree about the stove. The first record is taken,
 * the township decides about the second.
 */
export async function addConflict(
  db: Database,
  cadres: readonly [Person, Person],
  village: string,
  visit: SampleVisit & { visitor: string },
  now: Date,
): Promise<void> {
  const [first, second] = cadres;
  const page = await readPackage(db, first, { village, since: null, page: null }, now);
  const seen = page.households.find(({ number }) => number === visit.household);
  if (!seen || seen.visits.length > 0) return;
  const stove = visit.answers.stove === 'removed' ? 'sealed' : 'removed';
  await sendFromPhone(db, first, seen, visit, now);
  await sendFromPhone(
    db,
    second,
    seen,
    { ...visit, visit: `${visit.visit}-B`, visitor: second.name, answers: { ...visit.answers, stove } },
    now,
  );
}

async function sendFromPhone(db: Database, person: Person, seen: FieldHousehold, visit: SampleVisit, now: Date): Promise<void> {
  const { residence, houseUse, people, elderly, phoneMasked, address } = seen;
  const sent = {
    sequence: 1,
    id: visit.visit,
    contentHash: hashOfContent(visit),
    baseRevision: seen.revision,
    base: { household: { residence, houseUse, people, elderly, phoneMasked, address }, mode: seen.mode, rooms: null, visits: [] },
    visit,
  };
  const sender = person as Person & { accountId: string };
  const incoming = [{ person: sender, device: `示例手机-${person.username}`, app: null, source: 'phone' as const, sent }];
  await receiveRecords(db, incoming, now, (error) => {
    throw error;
  });
}
