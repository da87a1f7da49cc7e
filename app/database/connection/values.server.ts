import pg from 'pg';

const { builtins } = pg.types;
/** The driver's list of type numbers has no arrays. */
const TEXT_ARRAY = 1009 as typeof builtins.TEXT;
const ARRAY_OF: Record<number, number> = { 1016: builtins.INT8, 1231: builtins.NUMERIC, 1182: builtins.DATE, 1185: builtins.TIMESTAMPTZ };

/**
 * How values come back from SQL: a day as 'YYYY-MM-DD' (a Date would move it by the machine's time zone), an instant as
 * an ISO text, int8 and numeric as numbers. Set per pool, never globally, because other libraries in the process (Prisma,
 * pg-boss) expect the driver's own.
 */
export const valuesAsWeReadThem: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (format === 'binary') return pg.types.getTypeParser(oid, 'binary');
    return PARSERS.get(oid) ?? pg.types.getTypeParser(oid, 'text');
  },
};

const PARSERS = new Map<number, (text: string) => unknown>([
  [builtins.INT8, number],
  [builtins.NUMERIC, number],
  [builtins.DATE, (text) => text],
  [builtins.TIMESTAMPTZ, instant],
]);
const texts = pg.types.getTypeParser(TEXT_ARRAY, 'text') as (text: string) => unknown[];
for (const [array, element] of Object.entries(ARRAY_OF)) {
  const parse = PARSERS.get(element)!;
  PARSERS.set(Number(array), (text) => each(texts(text), parse));
}

function each(values: unknown[], parse: (text: string) => unknown): unknown[] {
  return values.map((value) => (Array.isArray(value) ? each(value, parse) : value === null ? null : parse(String(value))));
}

/** Throws for a whole number that JavaScript cannot hold exactly, because it would silently become another figure. */
function number(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    throw new RangeError(`The database returned ${text}, which is too large to be held exactly`);
  return value;
}

/** '2021-03-31 23:59:59.123+00' (the connection's time zone is UTC) to '2021-03-31T23:59:59.123Z'. */
function instant(text: string): string {
  const date = pg.types.getTypeParser(builtins.TIMESTAMPTZ, 'text')(text) as Date | number;
  return date instanceof Date ? date.toISOString() : text;
}

/** A day as Prisma reads it, midnight in UTC, to '2021-03-31'. */
export function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** '2021-03-31' as Prisma writes a day. */
export function dateOfDay(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}
