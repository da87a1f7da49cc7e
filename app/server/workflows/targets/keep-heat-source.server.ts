import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { appendHistory, SYSTEM_CHAIN } from '~/database/facts/history.server';
import { inScope, scopeOf } from '~/database/scope.server';
import { addHeatSource, type HeatSourceValues, lockHeatSource, storeHeatSource } from '~/database/targets/heat-sources.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import type { HeatSourceInput, NewHeatSource } from '~/domain/heating/heat-source-form';
import { seenHeatSource } from '~/domain/heating/heat-source-seen';
import { refuse } from '~/domain/problems';

/** 登记热源. */
export async function registerHeatSource(db: Database, person: Person, input: NewHeatSource, now: Date): Promise<void> {
  await inTransaction(db, async (sql) => {
    await requireManager(sql, person, input.division);
    const source = valuesOf(input.number, input);
    if (!(await addHeatSource(sql, source))) refuse('heat-source.number-taken', { number: input.number });
    await appendHistory(sql, now, person.username, [
      {
        chain: SYSTEM_CHAIN,
        action: 'heat_source.add',
        entity: 'heat_source',
        entityKey: input.number,
        after: source,
        reason: input.reason,
      },
    ]);
  });
}

/** 改热源: writes over what the form showed and over nothing else. */
export async function changeHeatSource(db: Database, person: Person, number: string, input: HeatSourceInput, now: Date): Promise<void> {
  await inTransaction(db, async (sql) => {
    await requireManager(sql, person, input.division);
    const before = (await lockHeatSource(sql, scopeOf(person), number)) ?? refuse('heat-source.unknown', { number });
    if (seenHeatSource(before) !== input.seen) refuse('heat-source.changed-meanwhile');
    const after = valuesOf(number, input);
    if (seenHeatSource(after) === input.seen) refuse('heat-source.unchanged');
    await storeHeatSource(sql, after);
    await appendHistory(sql, now, person.username, [
      {
        chain: SYSTEM_CHAIN,
        action: 'heat_source.change',
        entity: 'heat_source',
        entityKey: number,
        ...differing(before, after),
        reason: input.reason,
      },
    ]);
  });
}

async function requireManager(sql: Sql, person: Person, division: string): Promise<void> {
  if (!mayPerson(person, 'heat-sources.manage')) refuse('access.not-allowed');
  if (!(await inScope(sql, scopeOf(person), division))) refuse('division.unknown', { code: division });
}

function valuesOf(number: string, input: Omit<HeatSourceInput, 'seen'>): HeatSourceValues {
  const { name, kind, division, tonnes, rating, closing } = input;
  return { number, name, kind, division_code: division, tonnes_per_hour: tonnes, rating, closing };
}

function differing(before: HeatSourceValues, after: HeatSourceValues) {
  const keys = (Object.keys(after) as (keyof HeatSourceValues)[]).filter((key) => before[key] !== after[key]);
  const part = (of: HeatSourceValues) => Object.fromEntries(keys.map((key) => [key, of[key]]));
  return { before: part(before), after: part(after) };
}
