import type { Database } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import { appendHistory, SYSTEM_CHAIN } from '~/database/facts/history.server';
import { inScope, scopeOf } from '~/database/scope.server';
import { seasonByName } from '~/database/seasons/seasons.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import type { FundInput } from '~/domain/subsidy/fund-form';
import { dayInShanghai } from '~/domain/time/calendar-day';

/** 登记资金: what a level allotted to a division by a document and what came; entering the same document again corrects it. */
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
    const key = [place.division, place.season, fund.level, fund.document];
    const [before] = await sql.query<{ before: object }>(
      'SELECT to_json(f) AS before FROM fund f WHERE division_code = $1 AND season = $2 AND level = $3 AND document = $4 FOR UPDATE',
      key,
    );
    await sql.query(
      `INSERT INTO fund (division_code, season, level, document, allotted, received, received_on) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (division_code, season, level, document) DO UPDATE SET allotted = excluded.allotted, received = excluded.received, received_on = excluded.received_on`,
      [...key, fund.allotted, fund.received, fund.receivedOn],
    );
    const after = {
      division_code: place.division,
      season: place.season,
      level: fund.level,
      document: fund.document,
      allotted: fund.allotted,
      received: fund.received,
      received_on: fund.receivedOn,
    };
    await appendHistory(sql, now, person.username, [
      {
        chain: SYSTEM_CHAIN,
        action: before ? 'fund.change' : 'fund.add',
        entity: 'fund',
        entityKey: key.join('/'),
        before: before?.before,
        after,
      },
    ]);
  });
}
