import { z } from 'zod';
import { keysOf, type Mode } from '../contract/enumerations';
import { LIST_KEYS, type ListKey } from '../indicators/household-lists';
import { HOUSEHOLDS_TABLE, type HouseholdsColumn, type HouseholdsSort } from '../tables/household-tables';
import { choiceIn, choicesIn, readIn, type TableView, tableViewOf } from '../tables/table-view';
import type { ListPosition } from './household-behind-figure';

/** What a list page shows, as the address says it. */
export type ListView = TableView<HouseholdsColumn, HouseholdsSort> & {
  season: string | null;
  /** 截至日期 as it was typed; null for the stored figures. */
  asOf: string | null;
  list: ListKey;
  /** Further lists that a household must be on as well. */
  also: readonly ListKey[];
  mode: Mode | null;
  /** Only households on this heat source. */
  source: string | null;
  position: ListPosition;
  /** How many rows stand before the page, for 序号. */
  before: number;
};

/** Reads the view from the address. Without a flag it lists every household in scope; an unknown one is refused. */
export function listViewOf(parameters: URLSearchParams): ListView {
  const view = tableViewOf(HOUSEHOLDS_TABLE, parameters);
  const [after, before] = [keyIn(parameters, 'after'), keyIn(parameters, 'before')];
  return {
    ...view,
    season: parameters.get('season'),
    asOf: parameters.get('asOf'),
    list: choiceIn(parameters, 'flag', LIST_KEYS) ?? 'H',
    also: choicesIn(parameters, 'also', LIST_KEYS),
    mode: choiceIn(parameters, 'mode', keysOf('mode')),
    source: readIn(parameters, 'source', z.string().max(64)),
    position: after ? { after } : before ? { before } : {},
    before: Number(readIn(parameters, 'n', z.string().regex(/^\d{1,7}$/)) ?? 0),
  };
}

/** A household's place in a list as the address writes it: village, then number. */
export function listKeyText(household: { village: string; number: string }): string {
  return `${household.village}~${household.number}`;
}

function keyIn(parameters: URLSearchParams, name: string): { village: string; number: string } | undefined {
  const text = readIn(parameters, name, z.string().regex(/^[^~]+~./s));
  if (text === null) return undefined;
  const at = text.indexOf('~');
  return { village: text.slice(0, at), number: text.slice(at + 1) };
}
