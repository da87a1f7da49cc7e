import type { z } from 'zod';
import type { Database } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import { conversionsOf, householdInScope, roomsOf } from '~/database/households/household.server';
import { scopeOf } from '~/database/scope.server';
import { visitsOf } from '~/database/survey/visits.server';
import type { Person } from '~/domain/access/person';
import { refuse } from '~/domain/problems';
import type { householdAnswer } from './schemas.server';
import { withoutPersonal } from './without-personal.server';

/** One household for a program, read in one snapshot. A person who may not see it cannot tell whether it exists. */
export async function readHousehold(db: Database, person: Person, number: string): Promise<z.input<typeof householdAnswer>> {
  const scope = scopeOf(person);
  return inTransaction(
    db,
    async (sql) => {
      const household = (await householdInScope(sql, scope, number)) ?? refuse('household.unknown', { number });
      const [current] = (await conversionsOf(sql, scope, number)).filter((conversion) => conversion.current);
      const {
        village: villageName,
        villageCode: village,
        head,
        address,
        residence,
        status,
        revision,
        phoneMasked,
        houseUse,
        people,
        elderly,
        heatedArea,
      } = household;
      return withoutPersonal(person, household.bankHolder, {
        number,
        village,
        villageName,
        head,
        address,
        residence,
        status,
        mode: current?.mode ?? 'none',
        revision,
        phoneMasked,
        houseUse,
        people,
        elderly,
        heatedArea,
        conversion: current
          ? {
              mode: current.mode,
              device: current.device,
              year: current.year,
              installedOn: current.installedOn,
              connectedOn: current.connectedOn,
            }
          : null,
        rooms: await roomsOf(sql, scope, number),
        visits: (await visitsOf(sql, scope, number)).map(({ day: _day, reviewedAt: _reviewedAt, ...visit }) => visit),
      });
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}
