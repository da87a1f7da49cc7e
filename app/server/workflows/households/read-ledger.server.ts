import type { Sql } from '~/database/connection/sql.server';
import {
  type CoalOfSeason,
  coalOfSeasons,
  headChangesOf,
  type LedgerEntry,
  ledgerConversions,
  ledgerHistory,
  ledgerHousehold,
  readingsOf,
} from '~/database/households/ledger/ledger.server';
import { scopeOf } from '~/database/scope.server';
import type { VisitRow } from '~/database/survey/visits.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { type ReburnSign, reburnSigns } from '~/domain/heating/reburn';
import { type ChangedField, changedFields } from '~/domain/household/ledger/changed-fields';
import { refuse } from '~/domain/problems';
import { toldChanges } from './told-changes.server';

/** One entry of the history in words of the ledger: which fields changed, or which reading, or what was looked at. */
type ToldEntry = {
  at: string;
  by: string;
  action: string;
  entity: string;
  reason: string | null;
  changes: ChangedField[];
  /** Of a reading: its season and energy, and its usage before and after. */
  reading: { season: string; energy: string; before: number | null; after: number | null } | null;
  /** The field that was looked at whole. */
  seen: string | null;
};
/** 复烧 of a season, with the signs that the visit used saw and its day. */
export type ToldCoal = Omit<CoalOfSeason, 'visit'> & { signs: ReburnSign[]; day: string | null };

/**
 * 一户一页: the ledger of one household, masked. The number of statements is the same for every household. The caller provides the
 * connection and the household's visits, and has checked the right to read; the history is for the offices, because it names colleagues.
 */
export async function readLedger(sql: Sql, person: Person, number: string, visits: readonly VisitRow[]) {
  const scope = scopeOf(person);
  const household = (await ledgerHousehold(sql, scope, number)) ?? refuse('household.unknown', { number });
  const conversions = await ledgerConversions(sql, scope, number);
  const readings = await readingsOf(sql, scope, number);
  const coal = await coalOfSeasons(sql, scope, number);
  const headChanges = await headChangesOf(sql, scope, number);
  const history = mayPerson(person, 'coverage.read') ? await ledgerHistory(sql, scope, number) : null;
  const changes = await toldChanges(sql, person, number);
  const { path, ...shown } = household;
  return {
    household: shown,
    /** The division whose subsidy pages the person may open for this household: the county, or what they have below it. */
    place: path.slice(2).find((_code, at) => path.slice(0, at + 3).some((code) => scope.roots.includes(code))) ?? null,
    conversions,
    readings,
    coal: coal.map(({ visit, ...season }) => toldCoal(season, visits.find(({ id }) => id === visit) ?? null)),
    headChanges,
    changes,
    history: history && { total: history.total, entries: history.entries.map(toldEntry) },
  };
}

function toldCoal(season: Omit<CoalOfSeason, 'visit'>, visit: VisitRow | null): ToldCoal {
  return { ...season, signs: visit ? reburnSigns(visit.answers) : [], day: visit?.day ?? null };
}

function toldEntry({ at, by, action, entity, key, before, after, reason }: LedgerEntry): ToldEntry {
  const told: ToldEntry = { at, by, action, entity, reason, changes: [], reading: null, seen: null };
  // What a new record began with is on the page already.
  if ((entity === 'household' || entity === 'conversion') && before) return { ...told, changes: changedFields(entity, before, after) };
  if (entity === 'usage') {
    const [, season = '', energy = ''] = key.split('/');
    const usage = (columns: LedgerEntry['after']) => (typeof columns?.usage === 'number' ? columns.usage : null);
    return { ...told, reading: { season, energy, before: usage(before), after: usage(after) } };
  }
  if (entity === 'unmasking') return { ...told, seen: typeof after?.field === 'string' ? after.field : 'phone' };
  return told;
}
