import type { Database } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import { appendHistory, SYSTEM_CHAIN } from '~/database/facts/history.server';
import { inScope, scopeOf } from '~/database/scope.server';
import { seasonByName } from '~/database/seasons/seasons.server';
import { documentAsStored, lockFund, storeFund } from '~/database/subsidy/funds.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import type { FundInput } from '~/domain/subsidy/fund-form';
import { dayInShanghai } from '~/domain/time/calendar-day';

/** 登记资金: what a level allotted to a division by a document and what arrived. Entering the same document again corrects it. */
export async function recordFund(
  db: Database,
  person: Person,
  place: { division: string; season: string },
  fund: FundInput,
  now: Date,
): Promise<void> {
  if (!mayPerson(person, 'funds.manage')) refuse('access.not-allowed');
  if (fund.receivedOn !== null && fund.receivedOn > dayInShanghai(now)) refuse('fund.received-ahead', { day: fund.receivedOn });
  await inTransaction(db, async (sql) => {
    if (!(await inScope(sql, scopeOf(person), place.division))) refuse('division.unknown', { code: place.division });
    if (!(await seasonByName(sql, place.season))) refuse('season.unknown', { season: place.season });
    const entered = {
      division_code: place.division,
      season: place.season,
      level: fund.level,
      document: fund.document,
      allotted: fund.allotted,
      received: fund.received,
      received_on: fund.receivedOn,
    };
    const after = { ...entered, document: await documentAsStored(sql, entered) };
    const before = await lockFund(sql, after);
    await storeFund(sql, after);
    await appendHistory(sql, now, person.username, [
      {
        chain: SYSTEM_CHAIN,
        action: before ? 'fund.change' : 'fund.add',
        entity: 'fund',
        entityKey: [place.division, place.season, fund.level, after.document].join('/'),
        before: before ?? undefined,
        after,
      },
    ]);
  });
}
