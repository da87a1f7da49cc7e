import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { appendHistory, SYSTEM_CHAIN } from '~/database/facts/history.server';
import { inScope, scopeOf } from '~/database/scope.server';
import { seasonByName } from '~/database/seasons/seasons.server';
import { deleteTarget, lockTarget, storeTarget } from '~/database/targets/targets.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { refuse } from '~/domain/problems';
import { seenTarget, type TargetInput, type TargetRemoval } from '~/domain/targets/target-form';

type Place = { division: string; season: string };

/** 设目标: adds a target or changes the one the form showed; one that somebody changed meanwhile is not overwritten. */
export async function setTarget(db: Database, person: Person, place: Place, input: TargetInput, now: Date): Promise<void> {
  const { reason, seen, ...values } = input;
  await inTransaction(db, async (sql) => {
    const before = await lockAsSeen(sql, person, place, { ...values, seen });
    if (before && before.target === values.target && before.basis === values.basis) refuse('target.unchanged');
    await storeTarget(sql, { ...place, ...values });
    await appendHistory(sql, now, person.username, [
      {
        ...entryOf(place, values),
        action: before ? 'target.change' : 'target.add',
        ...(before && { before }),
        after: { target: values.target, basis: values.basis },
        reason,
      },
    ]);
  });
}

/** 删去目标: the history keeps what it was. */
export async function removeTarget(db: Database, person: Person, place: Place, input: TargetRemoval, now: Date): Promise<void> {
  await inTransaction(db, async (sql) => {
    const before = (await lockAsSeen(sql, person, place, input)) ?? refuse('target.unknown');
    await deleteTarget(sql, { ...place, ...input });
    await appendHistory(sql, now, person.username, [
      { ...entryOf(place, input), action: 'target.remove', before, after: { removed: true }, reason: input.reason },
    ]);
  });
}

type Key = Pick<TargetInput, 'zoneType' | 'indicator' | 'seen'>;

async function lockAsSeen(sql: Sql, person: Person, place: Place, { zoneType, indicator, seen }: Key) {
  if (!mayPerson(person, 'targets.manage')) refuse('access.not-allowed');
  if (!(await inScope(sql, scopeOf(person), place.division))) refuse('division.unknown', { code: place.division });
  if (!(await seasonByName(sql, place.season))) refuse('season.unknown', { season: place.season });
  const stored = await lockTarget(sql, { ...place, zoneType, indicator });
  if (seenTarget(stored) !== seen) refuse('target.changed-meanwhile');
  return stored;
}

function entryOf({ division, season }: Place, { zoneType, indicator }: Pick<Key, 'zoneType' | 'indicator'>) {
  return { chain: SYSTEM_CHAIN, entity: 'target', entityKey: [division, season, zoneType, indicator].join('/') };
}
