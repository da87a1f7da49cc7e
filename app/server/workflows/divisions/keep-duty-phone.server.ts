import type { Database } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import { lockDutyPhone, storeDutyPhone } from '~/database/divisions/duty-phones.server';
import { appendHistory, SYSTEM_CHAIN } from '~/database/facts/history.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';

/** 值班电话: of a township or a county of one's own; phones get it with their next package. */
export async function keepDutyPhone(db: Database, person: Person, input: { code: string; phone: string | null }, now: Date): Promise<void> {
  if (!mayPerson(person, 'duty-phone.manage')) refuse('access.not-allowed');
  await inTransaction(db, async (sql) => {
    const before = (await lockDutyPhone(sql, scopeOf(person), input.code)) ?? refuse('division.unknown', { code: input.code });
    if (before.phone === input.phone) refuse('division.duty-phone-unchanged');
    await storeDutyPhone(sql, input.code, input.phone);
    await appendHistory(sql, now, person.username, [
      {
        chain: SYSTEM_CHAIN,
        action: 'division.duty-phone',
        entity: 'division',
        entityKey: input.code,
        before: { duty_phone: before.phone },
        after: { duty_phone: input.phone },
      },
    ]);
  });
}
