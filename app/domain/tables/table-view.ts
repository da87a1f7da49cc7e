import { z } from 'zod';
import { refuse } from '../problems';
import { firstCharacters } from '../text/storable';

/** The lists that are shown as tables. The key stands in saved views, so it is never reused for another list. */
export const TABLE_LISTS = ['households', 'village', 'arrears', 'without', 'claims', 'review', 'findings', 'sources'] as const;
export type TableList = (typeof TABLE_LISTS)[number];

/**
 * What a list can show and how it can be sorted. `always` columns cannot be taken away, `shown` ones are there until somebody
 * chooses others, `hidden` ones are offered. `sorts` names the directions of each column that sorts, the usual one first.
 */
export type TableSpec<Column extends string = string, Sort extends Column = Column> = {
  list: TableList;
  columns: Readonly<Record<Column, 'always' | 'shown' | 'hidden'>>;
  sorts: Readonly<Record<Sort, readonly Direction[]>>;
  /** The order of a list that nobody sorted. */
  usual: Sort;
};
export type Direction = 'asc' | 'desc';

/** What the address says of a table: order, columns (null where it names none), place below the page's division, search, page. */
export type TableView<Column extends string = string, Sort extends string = string> = {
  sort: Sort;
  dir: Direction;
  columns: readonly Column[] | null;
  town: string | null;
  search: string;
  page: number;
};

/** The parameters that name a place in the list; another order or filter begins at the first page. */
export const PLACE_IN_LIST = ['page', 'after', 'before', 'n'] as const;

/** Reads what every table's address has. A value that the list does not know is refused by name. */
export function tableViewOf<Column extends string, Sort extends Column>(
  spec: TableSpec<Column, Sort>,
  parameters: URLSearchParams,
): TableView<Column, Sort> {
  const sort = choiceIn(parameters, 'sort', Object.keys(spec.sorts) as Sort[]) ?? spec.usual;
  return {
    sort,
    dir: choiceIn(parameters, 'dir', spec.sorts[sort]) ?? spec.sorts[sort][0]!,
    columns: columnsIn(spec, parameters),
    town: readIn(parameters, 'town', z.string().regex(/^\d{2,15}$/)),
    search: firstCharacters((parameters.get('q') ?? '').normalize('NFKC').trim(), 50),
    page: Number(readIn(parameters, 'page', z.string().regex(/^[1-9]\d{0,4}$/)) ?? 1),
  };
}

/** One of the values a filter has, or null without one. */
export function choiceIn<Value extends string>(parameters: URLSearchParams, name: string, values: readonly Value[]): Value | null {
  return readIn(parameters, name, z.enum(values as [Value, ...Value[]]));
}

/** The values of a filter that several can be chosen of, each once, in the filter's own order. */
export function choicesIn<Value extends string>(parameters: URLSearchParams, name: string, values: readonly Value[]): Value[] {
  const asked = parameters.getAll(name).filter((text) => text !== '');
  for (const text of asked) checked(name, text, z.enum(values as [Value, ...Value[]]));
  return values.filter((value) => asked.includes(value));
}

/** A parameter with one value in the form of the schema; an empty one counts as absent, because a form sends its empty fields. */
export function readIn<Value extends string>(parameters: URLSearchParams, name: string, form: z.ZodType<Value>): Value | null {
  const text = parameters.get(name) ?? '';
  return text === '' ? null : checked(name, text, form);
}

function checked<Value>(name: string, text: string, form: z.ZodType<Value>): Value {
  const parsed = form.safeParse(text);
  return parsed.success ? parsed.data : refuse('table.unknown-value', { name, value: firstCharacters(text, 40) });
}

/** Columns are written with commas between, or one parameter each, as check boxes send them. */
function columnsIn<Column extends string>(spec: Pick<TableSpec<Column>, 'columns'>, parameters: URLSearchParams): Column[] | null {
  const all = Object.keys(spec.columns) as Column[];
  const asked = new URLSearchParams(
    parameters
      .getAll('cols')
      .flatMap((text) => text.split(','))
      .map((key) => ['cols', key]),
  );
  const chosen = choicesIn(asked, 'cols', all);
  return chosen.length === 0 ? null : chosen;
}

/**
 * The columns shown, in the order of the list: those the address names, else those this person chose last, else the usual ones.
 * A stored choice may name columns of an older version; they are passed over.
 */
export function columnsShown<Column extends string>(
  spec: Pick<TableSpec<Column>, 'columns'>,
  asked: readonly Column[] | null,
  remembered: readonly string[] | null = null,
): Column[] {
  const all = Object.keys(spec.columns) as Column[];
  const known = (remembered ?? []).filter((key) => all.includes(key as Column));
  const chosen: readonly string[] | null = asked ?? (known.length > 0 ? known : null);
  return all.filter((key) => spec.columns[key] === 'always' || (chosen === null ? spec.columns[key] === 'shown' : chosen.includes(key)));
}
