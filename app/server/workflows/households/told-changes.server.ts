import type { Sql } from '~/database/connection/sql.server';
import { changesOf, type ListedChange } from '~/database/households/ledger/changes.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { type ChangedField, changedFields } from '~/domain/household/ledger/changed-fields';
import { type Correction, type EventContent, mayDecide } from '~/domain/household/ledger/household-change';

/** A change as the page tells it. Of a sealed value it holds the mask, never the value. */
export type ToldChange = Omit<ListedChange, 'content' | 'askedBy'> & {
  fields: ChangedField[];
  reading: { season: string; energy: string; before: number | null; after: number | null } | null;
  /** Of an event: the fields of the household that a split makes, what changes at the one that it is merged into, and where it moved. */
  made: ChangedField[];
  toOther: ChangedField[];
  to: string | null;
  may: 'withdraw' | 'decide' | null;
};

/**
 * The changes of a household, what waits first. A cadre sees the events that happened (they say who lives where now), and neither
 * corrections nor what was declined.
 */
export async function toldChanges(sql: Sql, person: Person, number: string): Promise<ToldChange[]> {
  const all = await changesOf(sql, scopeOf(person), number);
  const seen = mayPerson(person, 'coverage.read') ? all : all.filter(({ kind, state }) => kind !== 'correction' && state === 'confirmed');
  return seen.map(({ content, askedBy, ...change }) => ({
    ...change,
    ...told(content as Correction & EventContent),
    may: mayOf(person, { ...change, askedBy }),
  }));
}

/** What a change says, without the values that are sealed. */
export function told(content: Correction & EventContent): Pick<ToldChange, 'fields' | 'reading' | 'made' | 'toOther' | 'to'> {
  const { household, conversion, usage, other, made, to } = content;
  return {
    fields: [
      ...(household ? changedFields('household', household.before, household.after) : []),
      ...(conversion ? changedFields('conversion', conversion.before, conversion.after) : []),
    ],
    made: made ? changedFields('household', {}, made).filter(({ after, hidden }) => after !== null || hidden) : [],
    toOther: other ? changedFields('household', other.before, other.after) : [],
    to: to ?? null,
    reading: usage
      ? { season: usage.season, energy: usage.energy, before: numberIn(usage.before?.usage), after: numberIn(usage.after.usage) }
      : null,
  };
}

const numberIn = (value: unknown): number | null => (typeof value === 'number' ? value : null);

function mayOf(person: Person, change: Pick<ListedChange, 'state' | 'askedBy'>): ToldChange['may'] {
  return mayPerson(person, 'roster.confirm') ? mayDecide(change, person.username) : null;
}
