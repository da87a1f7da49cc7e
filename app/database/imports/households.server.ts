/**
 * 户台账 of an import: the household and its current conversion in one row. Another head is recorded as a dated event, another
 * spelling of the same name is not. The same mode corrects the conversion in place; another mode is a new conversion beside the
 * old one.
 */

import type { Sql } from '~/database/connection/sql.server';
import { makeWorkTable } from '~/database/connection/work-table.server';
import { hasEnded } from '~/database/divisions/in-force.server';
import { comparableNameOf } from '~/database/households/comparable-name.server';
import { statusInScope } from '~/database/households/status-in-scope.server';
import { ACCOUNTS_ASKED_TOO, askedOrStaged, holdAccounts } from './held-accounts.server';
import { refuseVillages } from './plans.server';
import { type Counts, type ImportContext, noteRows, refuseRepeated, refuseRows, type StagedTable, touchHouseholds } from './staging.server';
import { keepStored } from './store.server';

/** The columns of table household that the sheet fills, including those of sealed values. */
const HOUSEHOLD_COLUMNS = [
  'village_code',
  'head',
  'head_initials',
  'head_pinyin',
  'id_number_encrypted',
  'id_number_masked',
  'id_number_fingerprint',
  'id_number_faulty',
  'id_missing_reason',
  'phone_encrypted',
  'phone_masked',
  'address',
  'residence',
  'hardship_encrypted',
  'house_use',
  'status',
  'people',
  'elderly',
  'heated_area',
  'bank_account_encrypted',
  'bank_account_masked',
  'bank_account_fingerprint',
  'bank_holder',
  'note',
] as const;

const CONVERSION_COLUMNS = [
  'mode',
  'device',
  'year',
  'batch',
  'in_plan',
  'installed_on',
  'town_accepted_on',
  'county_accepted_on',
  'connected_on',
  'stove_removed_on',
  'coal_cleared_on',
  'heat_source_number',
  'electric_meter',
  'gas_meter',
  'heat_account',
  'serial',
  'invoice',
] as const;

const TYPES: Record<string, string> = {
  people: 'int',
  elderly: 'int',
  heated_area: 'numeric(10,2)',
  year: 'int',
  in_plan: 'boolean',
  id_number_faulty: 'boolean',
  installed_on: 'date',
  town_accepted_on: 'date',
  county_accepted_on: 'date',
  connected_on: 'date',
  stove_removed_on: 'date',
  coal_cleared_on: 'date',
};

export const HOUSEHOLDS: StagedTable = {
  sheet: '户台账',
  table: 'incoming_household',
  key: ['number'],
  keyColumn: 'number',
  columns: ['number', ...HOUSEHOLD_COLUMNS, ...CONVERSION_COLUMNS].map((name) => [name, TYPES[name] ?? 'text'] as const),
};

export type StoredPersonal = {
  number: string;
  id_number_encrypted: string | null;
  id_number_fingerprint: string | null;
  bank_account_encrypted: string | null;
  bank_account_fingerprint: string | null;
  phone_encrypted: string | null;
  hardship_encrypted: string | null;
};

/** The sealed values of these households, so that an unchanged value keeps its seal. */
export function storedPersonal(sql: Sql, numbers: readonly string[]): Promise<StoredPersonal[]> {
  return sql.query<StoredPersonal>(
    `SELECT number, id_number_encrypted, id_number_fingerprint, bank_account_encrypted, bank_account_fingerprint, phone_encrypted,
            hardship_encrypted FROM household WHERE number = ANY($1::text[])`,
    [numbers],
  );
}

export async function takeHouseholds(sql: Sql, context: ImportContext, present: readonly string[], reason: string): Promise<Counts> {
  const ofHousehold = HOUSEHOLD_COLUMNS.filter((column) => present.includes(column));
  const ofConversion = CONVERSION_COLUMNS.filter((column) => present.includes(column));
  await keepStored(sql, HOUSEHOLDS, { target: 'household', columns: ofHousehold });
  // Another mode is a new conversion, which inherits nothing from the one before.
  const sameConversion = 'r.household_number = s.number AND r.current AND r.mode = s.mode';
  await keepStored(sql, HOUSEHOLDS, { target: 'conversion', columns: ofConversion, match: sameConversion });
  await checkHouseholds(sql, context);
  await holdAccounts(sql, HOUSEHOLDS, context, ofHousehold, reason);
  // The pinyin and the judgement of the ID follow other columns, and may not have been worked out yet for a household of an older version.
  const compared = ofHousehold.filter((column) => column !== 'head_pinyin' && column !== 'id_number_faulty');
  await findChanges(sql, compared, ofConversion);
  const counts = await countChanges(sql);
  await touchHouseholds(sql, 'SELECT number FROM changed_household WHERE NOT is_new');
  await sql.query(`INSERT INTO touched_household (number, is_new) SELECT number, true FROM changed_household WHERE is_new`);
  await storeHouseholds(sql, context, ofHousehold);
  await storeHeadChanges(sql, context, reason);
  await storeConversions(sql, ofConversion);
  await writeHistory(sql);
  if (counts.added > 1_000) await sql.query('ANALYZE household (number, village_code), conversion (household_number, current)');
  return counts;
}

async function checkHouseholds(sql: Sql, context: ImportContext): Promise<void> {
  await refuseRepeated(sql, HOUSEHOLDS);
  await refuseVillages(sql, HOUSEHOLDS, context);
  await refuseRows(
    sql,
    HOUSEHOLDS,
    {
      column: 'village',
      code: 'village_ended',
      value: 's.village_code',
      from: 'JOIN division d ON d.code = s.village_code AND d.merged_into IS NULL LEFT JOIN household h ON h.number = s.number',
      where: `${hasEnded('d', '$1::date')} AND h.village_code IS DISTINCT FROM s.village_code`,
      details: `jsonb_build_object('name', d.name, 'day', d.valid_to)`,
    },
    [context.today],
  );
  await refuseRows(
    sql,
    HOUSEHOLDS,
    {
      column: 'number',
      code: 'household_out_of_scope',
      value: 's.number',
      from: 'JOIN household h ON h.number = s.number JOIN division v ON v.code = h.village_code',
      where: 'NOT v.path && $1::text[]',
    },
    [context.roots],
  );
  // It lives on in another household and would count twice.
  await refuseRows(sql, HOUSEHOLDS, {
    column: 'status',
    code: 'household_merged',
    value: 's.number',
    from: `JOIN household_change m ON m.household_number = s.number AND m.kind = 'merge' AND m.state = 'confirmed'`,
    where: statusInScope('s.status'),
    details: `jsonb_build_object('other', m.other_number)`,
  });
  await refuseRows(sql, HOUSEHOLDS, {
    column: 'heatSource',
    code: 'unknown_heat_source',
    value: 's.heat_source_number',
    where: 's.heat_source_number IS NOT NULL AND NOT EXISTS (SELECT 1 FROM heat_source x WHERE x.number = s.heat_source_number)',
  });
}

const differs = (columns: readonly string[], stored: string): string =>
  columns.length === 0 ? 'false' : columns.map((column) => `${stored}.${column} IS DISTINCT FROM s.${column}`).join(' OR ');

/**
 * One row per household that is new or differs, with its values before. Sealing the same value twice gives different texts, so
 * the caller has staged the stored text where the value is the same.
 */
async function findChanges(sql: Sql, ofHousehold: readonly string[], ofConversion: readonly string[]): Promise<void> {
  await makeWorkTable(
    sql,
    'changed_household',
    `number text, sheet_row int, is_new boolean, village_before text, head_before text, conversion_id bigint, household_differs boolean,
     conversion_change text, before json, conversion_before json`,
  );
  await sql.query(
    `INSERT INTO changed_household SELECT * FROM (
       SELECT s.number, s.sheet_row, h.number IS NULL AS is_new, h.village_code AS village_before, h.head AS head_before,
       c.id AS conversion_id,
              h.number IS NOT NULL AND (${differs(ofHousehold, 'h')}) AS household_differs,
              CASE WHEN c.id IS NULL THEN 'add' WHEN c.mode <> s.mode THEN 'replace'
                   WHEN ${differs(ofConversion, 'c')} THEN 'correct' END AS conversion_change,
              CASE WHEN h.number IS NOT NULL THEN to_json(h) END AS before, CASE WHEN c.id IS NOT NULL THEN to_json(c) END AS
              conversion_before
       FROM incoming_household s LEFT JOIN household h ON h.number = s.number
       LEFT JOIN conversion c ON c.household_number = s.number AND c.current
       WHERE NOT s.refused
     ) compared WHERE is_new OR household_differs OR conversion_change IS NOT NULL`,
  );
  await sql.query('ALTER TABLE changed_household ADD PRIMARY KEY (number)');
  await sql.query('ANALYZE changed_household');
}

/** A row whose account waits changes the register too, once it is confirmed. */
async function countChanges(sql: Sql): Promise<Counts> {
  const [row] = await sql.query<Counts>(
    `SELECT (SELECT count(*) FROM changed_household WHERE is_new)::int AS added,
            (SELECT count(*) FROM (
               SELECT number FROM changed_household WHERE NOT is_new UNION SELECT number FROM asked_account) u)::int AS updated,
            (SELECT count(*) FROM incoming_household WHERE NOT refused)::int AS unchanged`,
  );
  const { added, updated, unchanged: all } = row!;
  return { added, updated, unchanged: all - added - updated };
}

async function storeHouseholds(sql: Sql, context: ImportContext, columns: readonly string[]): Promise<void> {
  await sql.query(
    `INSERT INTO household (number, ${columns.join(', ')}, source, created_at)
     SELECT s.number, ${columns.map((column) => `s.${column}`).join(', ')}, 'import', $1::timestamptz
     FROM incoming_household s JOIN changed_household c ON c.sheet_row = s.sheet_row WHERE c.is_new`,
    [context.now],
  );
  await sql.query(
    `UPDATE household h SET ${columns.map((column) => `${column} = s.${column}`).join(', ')}
     FROM incoming_household s JOIN changed_household c ON c.sheet_row = s.sheet_row WHERE c.household_differs AND h.number = s.number`,
  );
}

async function storeHeadChanges(sql: Sql, context: ImportContext, reason: string): Promise<void> {
  await sql.query(
    `INSERT INTO head_change (household_number, head_before, head_after, changed_on, reason, actor)
     SELECT s.number, c.head_before, s.head, $1::date, $2, $3
     FROM incoming_household s JOIN changed_household c ON c.sheet_row = s.sheet_row
     WHERE c.household_differs AND ${comparableNameOf('c.head_before')} <> ${comparableNameOf('s.head')} ORDER BY s.sheet_row`,
    [context.today, reason, context.actorName],
  );
}

async function storeConversions(sql: Sql, columns: readonly string[]): Promise<void> {
  await sql.query(
    `UPDATE conversion v SET current = false FROM changed_household c WHERE v.id = c.conversion_id AND c.conversion_change = 'replace'`,
  );
  await sql.query(
    `INSERT INTO conversion (household_number, current, ${columns.join(', ')})
     SELECT s.number, true, ${columns.map((column) => `s.${column}`).join(', ')}
     FROM incoming_household s JOIN changed_household c ON c.sheet_row = s.sheet_row WHERE c.conversion_change IN ('add', 'replace')
     ORDER BY s.sheet_row`,
  );
  await sql.query(
    `UPDATE conversion v SET ${columns.map((column) => `${column} = s.${column}`).join(', ')}
     FROM incoming_household s JOIN changed_household c ON c.sheet_row = s.sheet_row WHERE c.conversion_change = 'correct'
     AND v.id = c.conversion_id`,
  );
}

/** Household and conversion are two records. A move of a household is also entered in the chain of the village it left. */
async function writeHistory(sql: Sql): Promise<void> {
  await sql.query(
    `INSERT INTO import_history (chain, entity, entity_key, before, after)
     SELECT h.village_code, 'household', h.number, c.before, to_json(h)
     FROM changed_household c JOIN household h ON h.number = c.number WHERE c.is_new OR c.household_differs ORDER BY h.number`,
  );
  await sql.query(
    `INSERT INTO import_history (chain, entity, entity_key, before, after)
     SELECT c.village_before, 'household', h.number, json_build_object('village_code', c.village_before),
     json_build_object('village_code', h.village_code)
     FROM changed_household c JOIN household h ON h.number = c.number WHERE c.village_before <> h.village_code ORDER BY h.number`,
  );
  await sql.query(
    `INSERT INTO import_history (chain, entity, entity_key, before, after)
     SELECT h.village_code, 'conversion', h.number, c.conversion_before, to_json(v)
     FROM changed_household c JOIN household h ON h.number = c.number
     JOIN conversion v ON v.household_number = h.number AND v.current WHERE c.conversion_change IS NOT NULL ORDER BY h.number`,
  );
}

/**
 * Values that only one household should have. Two households with the same value are evidence for rules R01 and R02, not a
 * reason to refuse.
 */
const UNIQUE_VALUES = [
  {
    column: 'idNumber',
    present: 'id_number_fingerprint',
    staged: 's.id_number_fingerprint',
    table: 'household h',
    value: 'h.id_number_fingerprint',
    number: 'h.number',
    shown: 's.id_number_masked',
  },
  {
    column: 'bankAccount',
    present: 'bank_account_fingerprint',
    staged: askedOrStaged('bank_account_fingerprint'),
    table: `${ACCOUNTS_ASKED_TOO} h`,
    value: 'h.value',
    number: 'h.number',
    shown: askedOrStaged('bank_account_masked'),
  },
  ...(['electric_meter', 'gas_meter', 'heat_account', 'serial', 'invoice'] as const).map((name) => ({
    column: name.replace(/_(.)/, (_, letter: string) => letter.toUpperCase()),
    present: name,
    staged: `s.${name}`,
    table: 'conversion c',
    value: `c.${name}`,
    number: 'c.household_number',
    shown: `s.${name}`,
  })),
];

/** Notes rows whose value another household has too, in the file or in the register. */
export async function noteSharedValues(sql: Sql, context: ImportContext, present: readonly string[]): Promise<void> {
  for (const { column, present: needed, staged, table, value, number, shown } of UNIQUE_VALUES) {
    if (!present.includes(needed)) continue;
    const current = table === 'conversion c' ? 'AND c.current' : '';
    // Grouping by value keeps the number of rows linear when thousands of households have the serial number “无”.
    const shared = `JOIN (SELECT ${value} AS value, min(${number}) AS first, max(${number}) AS last, count(*) AS holders
                          FROM ${table} WHERE ${value} IN (SELECT ${staged} FROM incoming_household s) ${current}
                          GROUP BY 1 HAVING min(${number}) <> max(${number})) o ON o.value = ${staged}
                    JOIN household x ON x.number = CASE WHEN o.first = s.number THEN o.last ELSE o.first END
                    JOIN division v ON v.code = x.village_code`;
    // The note does not name a household outside the importer's area.
    await noteRows(
      sql,
      HOUSEHOLDS,
      {
        column,
        from: shared,
        where: 'true',
        value: shown,
        code: `CASE WHEN v.path && $1::text[] THEN 'shared_value' ELSE 'shared_value_elsewhere' END`,
        details: `jsonb_build_object('holders', o.holders, 'other', CASE WHEN v.path && $1::text[] THEN x.number ELSE '' END)`,
      },
      [context.roots],
    );
  }
}
