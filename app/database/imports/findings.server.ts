/** 问题 of an import: findings by hand, and what offices enter about those that the system opened. */

import { chinaDay, endOfChinaDay } from '~/database/connection/china-day.server';
import type { Sql } from '~/database/connection/sql.server';
import { makeWorkTable } from '~/database/connection/work-table.server';
import { SYSTEM_CHAIN } from '~/database/facts/history.server';
import { seasonsNewestFirst } from '~/database/seasons/seasons.server';
import { seasonShown } from '~/domain/time/current-season';
import { refuseHouseholds } from './references.server';
import { type Counts, type ImportContext, noteRows, refuseRepeated, refuseRows, type StagedTable } from './staging.server';
import { changedIn, countsOf, keepStored, sameValues } from './store.server';

export const FINDINGS: StagedTable = {
  sheet: '问题',
  table: 'incoming_finding',
  key: ['number'],
  keyColumn: 'number',
  columns: [
    ['number', 'text'],
    ['source', 'text'],
    ['kind', 'text'],
    ['division_code', 'text'],
    ['household_number', 'text'],
    ['text_encrypted', 'text'],
    ['amount', 'bigint'],
    ['unit', 'text'],
    ['person', 'text'],
    ['measures', 'text'],
    ['due_on', 'date'],
    ['progress', 'text'],
    ['closed_on', 'date'],
    ['evidence_note', 'text'],
    ['measures_encrypted', 'text'],
    ['progress_encrypted', 'text'],
    ['evidence_encrypted', 'text'],
  ],
};

/** What is compared and changed; the words of the steps follow from it. */
const VALUES = FINDINGS.columns.map(([name]) => name).filter((name) => !/^(measures|progress|evidence)_encrypted$/.test(name));
/** What the sheet never changes of a finding that the system opened, by a rule or from a cadre's report. */
const KEPT = ['source', 'kind', 'division_code', 'household_number', 'text_encrypted', 'amount', 'evidence_note'];

const STORED = `(SELECT f.id, f.number, f.source, f.kind, f.division_code, f.household_number, f.text_encrypted, f.amount, f.unit, f.person,
    f.measures, f.due_on, f.progress, ${chinaDay('f.closed_at')} AS closed_on, f.evidence_note, f.state, f.revision, f.owner_account_id,
    f.proposed_by FROM finding f)`;
const BY_SYSTEM = `r.source IN ('rule', 'cadre')`;
const JOIN = `JOIN ${STORED} r ON r.number = s.number`;
const NEW = `NOT EXISTS (SELECT 1 FROM finding f WHERE f.number = s.number)`;

export async function takeFindings(sql: Sql, context: ImportContext, withRoster: boolean): Promise<Counts> {
  const season = seasonShown(await seasonsNewestFirst(sql), null, context.today);
  await refuseRepeated(sql, FINDINGS);
  await refuseNumbers(sql, context);
  await keepWhatTheSystemOpened(sql);
  await findDivisions(sql, context);
  await keepStored(sql, FINDINGS, { target: STORED, columns: VALUES });
  await refuseHouseholds(sql, FINDINGS, context, withRoster);
  await findPlaces(sql, context);
  await refuseIncomplete(sql, season);
  await refuseClosings(sql, context);
  await changedIn(sql, FINDINGS, { target: STORED, columns: VALUES });
  const counts = await countsOf(sql, FINDINGS);
  await storeFindings(sql, context, season);
  return counts;
}

/** The description of these findings, sealed. */
export async function storedFindingTexts(sql: Sql, numbers: readonly string[]): Promise<Map<string, string>> {
  const rows = await sql.query<{ number: string; text: string }>(
    'SELECT number, text_encrypted AS text FROM finding WHERE number = ANY($1::text[]) AND text_encrypted IS NOT NULL',
    [numbers],
  );
  return new Map(rows.map(({ number, text }) => [number, text]));
}

/** A number of the system must exist, or it would meet the one that the system gives later. */
async function refuseNumbers(sql: Sql, context: ImportContext): Promise<void> {
  await refuseRows(sql, FINDINGS, {
    column: 'number',
    code: 'finding_number_ours',
    value: 's.number',
    where: `s.number ~* '^WT[0-9]+$' AND ${NEW}`,
  });
  await refuseRows(
    sql,
    FINDINGS,
    {
      column: 'number',
      code: 'finding_out_of_scope',
      value: 's.number',
      from: JOIN,
      where: `NOT EXISTS (SELECT 1 FROM finding_place p JOIN division w ON w.code = p.division_code
        WHERE p.finding_id = r.id AND w.path && $1::text[])`,
    },
    [context.roots],
  );
}

/** Of a finding that the system opened the facts stay as they are, and two persons close it, not a sheet. */
async function keepWhatTheSystemOpened(sql: Sql): Promise<void> {
  await refuseRows(sql, FINDINGS, {
    column: 'closedOn',
    code: 'finding_close_by_second',
    value: 's.closed_on',
    from: JOIN,
    where: `${BY_SYSTEM} AND s.closed_on IS NOT NULL AND r.state <> 'closed'`,
  });
  await noteRows(sql, FINDINGS, {
    column: '',
    code: `'finding_kept'`,
    from: JOIN,
    where: `${BY_SYSTEM} AND (s.source <> r.source OR s.household_number <> r.household_number OR s.amount <> r.amount)`,
  });
  await sql.query(
    `UPDATE ${FINDINGS.table} s SET ${KEPT.map((column) => `${column} = r.${column}`).join(', ')}
     FROM ${STORED} r WHERE r.number = s.number AND ${BY_SYSTEM}`,
  );
}

/** Names of divisions become codes: a name, or the names of those above before it, in the importer's area. */
async function findDivisions(sql: Sql, context: ImportContext): Promise<void> {
  await makeWorkTable(sql, 'named_division', 'name text, code text, n int');
  await sql.query(
    `INSERT INTO named_division
     SELECT n.name, min(d.code) AS code, count(d.code)::int AS n
     FROM (SELECT DISTINCT division_code AS name FROM ${FINDINGS.table} WHERE NOT refused AND division_code !~ '^[0-9]+$') n
     LEFT JOIN (division d LEFT JOIN division p ON p.code = d.parent_code LEFT JOIN division c ON c.code = p.parent_code)
       ON d.path && $1::text[] AND d.merged_into IS NULL AND n.name IN (d.name, p.name || d.name, c.name || p.name || d.name)
     GROUP BY n.name`,
    [context.roots],
  );
  const from = 'JOIN named_division n ON n.name = s.division_code';
  const value = 's.division_code';
  await refuseRows(sql, FINDINGS, { column: 'division', code: 'division_name_unknown', value, from, where: 'n.n = 0' });
  await refuseRows(sql, FINDINGS, {
    column: 'division',
    code: 'division_name_shared',
    value,
    from,
    where: 'n.n > 1',
    details: `jsonb_build_object('count', n.n)`,
  });
  await sql.query(`UPDATE ${FINDINGS.table} s SET division_code = n.code FROM named_division n WHERE n.name = s.division_code AND n.n = 1`);
}

/** A finding of a household lies in its village, which must lie in the division that the row names. */
async function findPlaces(sql: Sql, context: ImportContext): Promise<void> {
  const given = `NOT s.refused AND s.division_code IS NOT NULL`;
  await refuseRows(sql, FINDINGS, {
    column: 'division',
    code: 'unknown_division',
    value: 's.division_code',
    where: `${given} AND NOT EXISTS (SELECT 1 FROM division d WHERE d.code = s.division_code)`,
  });
  await refuseRows(
    sql,
    FINDINGS,
    {
      column: 'division',
      code: 'out_of_scope',
      value: 's.division_code',
      from: `JOIN division d ON d.code = s.division_code LEFT JOIN finding f ON f.number = s.number`,
      where: `${given} AND f.division_code IS DISTINCT FROM s.division_code AND NOT d.path && $1::text[]`,
    },
    [context.roots],
  );
  const household = 'JOIN household h ON h.number = s.household_number JOIN division v ON v.code = h.village_code';
  await refuseRows(sql, FINDINGS, {
    column: 'household',
    code: 'finding_household_elsewhere',
    value: 's.household_number',
    from: `${household} LEFT JOIN ${STORED} r ON r.number = s.number`,
    // A household that moved since the finding was opened is no fault of the row.
    where: `${given} AND r.division_code IS DISTINCT FROM s.division_code AND NOT s.division_code = ANY(v.path)`,
    details: `jsonb_build_object('number', s.household_number, 'village', v.name)`,
  });
  await sql.query(
    `UPDATE ${FINDINGS.table} s SET division_code = h.village_code FROM household h
     WHERE h.number = s.household_number AND NOT s.refused AND NOT EXISTS (SELECT 1 FROM finding f WHERE f.number = s.number
       AND f.household_number = s.household_number)`,
  );
}

/** What a new finding must say; a stored one says it already. */
async function refuseIncomplete(sql: Sql, season: string | null): Promise<void> {
  // All that is missing at once, but nothing of a row that is refused for another reason.
  const onlyMissing = `NOT EXISTS (SELECT 1 FROM incoming_problem p WHERE p.sheet = '${FINDINGS.sheet}' AND p.row = s.sheet_row
    AND p.level = 'refused' AND p.code <> 'required')`;
  const bySystem = `coalesce(s.source, '') IN ('rule', 'cadre')`;
  const missing = (column: string, where: string) =>
    refuseRows(sql, FINDINGS, { column, code: 'required', where: `s.number IS NOT NULL AND ${where} AND ${onlyMissing}` });
  await missing('source', 's.source IS NULL');
  await missing('kind', `s.kind IS NULL AND NOT ${bySystem}`);
  await missing('text', `s.text_encrypted IS NULL AND NOT ${bySystem}`);
  await missing('division', 's.division_code IS NULL');
  await missing('dueOn', 's.due_on IS NULL AND s.closed_on IS NULL');
  await refuseRows(sql, FINDINGS, {
    column: 'source',
    code: 'finding_source_ours',
    from: `LEFT JOIN ${STORED} r ON r.number = s.number`,
    where: `s.source IN ('rule', 'cadre') AND r.source IS DISTINCT FROM s.source`,
  });
  if (season === null) await refuseRows(sql, FINDINGS, { column: '', code: 'season_unknown', where: NEW });
}

/** A closing has its result, and comes from another person than the one responsible. What is closed is not changed. */
async function refuseClosings(sql: Sql, context: ImportContext): Promise<void> {
  const closing = `NOT s.refused AND s.closed_on IS NOT NULL AND r.state IS DISTINCT FROM 'closed'`;
  const from = `LEFT JOIN ${STORED} r ON r.number = s.number`;
  await refuseRows(sql, FINDINGS, {
    column: 'closedOn',
    code: 'finding_result_missing',
    value: 's.closed_on',
    from,
    where: `${closing} AND s.progress IS NULL AND s.evidence_note IS NULL`,
  });
  await refuseRows(
    sql,
    FINDINGS,
    {
      column: 'closedOn',
      code: 'finding_close_own',
      value: 's.closed_on',
      from: `${from} LEFT JOIN account a ON a.id = r.owner_account_id`,
      where: `${closing} AND (s.person = $1 OR r.person = $1 OR a.username = $2 OR r.proposed_by = $2)`,
    },
    [context.actorName, context.actor],
  );
  await refuseRows(sql, FINDINGS, {
    column: 'number',
    code: 'finding_closed',
    value: 's.number',
    from: JOIN,
    where: `NOT s.refused AND r.state = 'closed' AND NOT ${sameValues(FINDINGS, VALUES)}`,
  });
}

const CHANGED = `${FINDINGS.table} s JOIN changed_row c ON c.sheet_row = s.sheet_row`;
const RESULT = 'coalesce(s.progress, s.evidence_note)';
const TODAY = chinaDay(`current_setting('import.now')::timestamptz`);
const ASSIGNED = 'coalesce(s.unit, s.person, s.measures)';
/** An instant of the day on which it was closed: its last second, or now. */
const CLOSED_AT = `CASE WHEN s.closed_on IS NOT NULL
  THEN least(current_setting('import.now')::timestamptz, ${endOfChinaDay('s.closed_on')} - interval '1 second') END`;

async function storeFindings(sql: Sql, context: ImportContext, season: string | null): Promise<void> {
  await sql.query(
    `INSERT INTO finding (id, number, season, subject, source, kind, division_code, household_number, level, state, opened_on, due_on,
       amount, text_encrypted, unit, person, measures, progress, evidence_note, result, closed_at, closed_by, created_at, created_by)
     SELECT gen_random_uuid(), s.number, $1, 'sheet:' || s.number, s.source, s.kind, s.division_code, s.household_number,
            CASE WHEN d.level IN ('county', 'township', 'village') THEN 'county' ELSE 'city' END,
            CASE WHEN s.closed_on IS NOT NULL THEN 'closed' WHEN coalesce(${ASSIGNED}, s.progress) IS NOT NULL THEN 'in_progress'
              ELSE 'open' END,
            least(${TODAY}, s.closed_on), coalesce(s.due_on, s.closed_on), s.amount, s.text_encrypted, s.unit, s.person, s.measures,
            s.progress, s.evidence_note, CASE WHEN s.closed_on IS NOT NULL THEN ${RESULT} END, ${CLOSED_AT},
            CASE WHEN s.closed_on IS NOT NULL THEN current_setting('import.actor') END, current_setting('import.now')::timestamptz,
            current_setting('import.actor')
     FROM ${CHANGED} JOIN division d ON d.code = s.division_code WHERE c.is_new`,
    [season],
  );
  await sql.query(
    `UPDATE finding f SET source = s.source, kind = s.kind, division_code = s.division_code, household_number = s.household_number,
       text_encrypted = s.text_encrypted, amount = s.amount, unit = s.unit, person = s.person, measures = s.measures, due_on = s.due_on,
       progress = s.progress, evidence_note = s.evidence_note,
       owner_account_id = CASE WHEN s.person IS DISTINCT FROM f.person THEN NULL ELSE f.owner_account_id END,
       state = CASE WHEN s.closed_on IS NOT NULL THEN 'closed'
         WHEN f.state = 'open' AND coalesce(${ASSIGNED}, s.progress) IS NOT NULL THEN 'in_progress' ELSE f.state END,
       result = CASE WHEN s.closed_on IS NOT NULL THEN ${RESULT} ELSE f.result END,
       closed_at = ${CLOSED_AT}, closed_by = CASE WHEN s.closed_on IS NOT NULL THEN current_setting('import.actor') END,
       revision = f.revision + 1
     FROM ${CHANGED} WHERE NOT c.is_new AND f.number = s.number`,
  );
  const ids = `SELECT f.id FROM finding f JOIN changed_row c ON c.number = f.number`;
  await sql.query(
    `DELETE FROM finding_place p USING finding f, changed_row c WHERE c.number = f.number AND p.finding_id = f.id AND NOT c.is_new
       AND f.source NOT IN ('rule', 'cadre')
       AND (p.division_code, p.household_number) IS DISTINCT FROM (f.division_code, coalesce(f.household_number, ''))`,
  );
  await sql.query(
    `INSERT INTO finding_place (finding_id, division_code, household_number)
     SELECT f.id, f.division_code, coalesce(f.household_number, '') FROM finding f WHERE f.id IN (${ids})
       AND f.source NOT IN ('rule', 'cadre') ON CONFLICT DO NOTHING`,
  );
  await storeSteps(sql, context);
  await sql.query(
    `INSERT INTO import_history (chain, entity, entity_key, before, after)
     SELECT CASE d.level WHEN 'village' THEN f.division_code ELSE '${SYSTEM_CHAIN}' END, 'finding', f.number,
            CASE WHEN NOT c.is_new THEN json_build_object('state', c.before ->> 'state', 'dueOn', c.before ->> 'due_on',
              'revision', f.revision - 1) END,
            CASE WHEN c.is_new THEN json_build_object('state', f.state, 'dueOn', f.due_on, 'source', f.source, 'season', f.season,
              'household', f.household_number, 'division', f.division_code, 'amount', f.amount)
            ELSE json_build_object('state', f.state, 'dueOn', f.due_on, 'revision', f.revision) END
     FROM changed_row c JOIN finding f ON f.number = c.number JOIN division d ON d.code = f.division_code ORDER BY c.sheet_row`,
  );
}

/** The steps that a row makes, in the order of a finding's life. */
async function storeSteps(sql: Sql, context: ImportContext): Promise<void> {
  const was = (column: string) => `(c.before ->> '${column}')`;
  const steps: readonly { kind: string; when: string; text: string; detail?: string }[] = [
    { kind: 'opened', when: 'c.is_new', text: 'NULL' },
    {
      kind: 'assigned',
      when: `CASE WHEN c.is_new THEN ${ASSIGNED} IS NOT NULL
        ELSE (s.unit, s.person, s.measures, s.due_on::text)
           IS DISTINCT FROM (${['unit', 'person', 'measures', 'due_on'].map(was).join(', ')}) END`,
      text: `CASE WHEN s.measures IS DISTINCT FROM ${was('measures')} THEN s.measures_encrypted END`,
      detail: `jsonb_build_object('unit', s.unit, 'person', s.person, 'due', s.due_on, 'dueBefore', ${was('due_on')})`,
    },
    { kind: 'progress', when: `s.progress IS NOT NULL AND s.progress IS DISTINCT FROM ${was('progress')}`, text: 's.progress_encrypted' },
    {
      kind: 'closed',
      when: `s.closed_on IS NOT NULL AND ${was('closed_on')} IS NULL`,
      text: 'coalesce(s.progress_encrypted, s.evidence_encrypted)',
      detail: `jsonb_build_object('on', s.closed_on)`,
    },
  ];
  for (const { kind, when, text, detail = `'{}'::jsonb` } of steps)
    await sql.query(
      `INSERT INTO finding_step (finding_id, at, actor, actor_name, kind, text_encrypted, detail)
       SELECT f.id, current_setting('import.now')::timestamptz, current_setting('import.actor'), $1, '${kind}', ${text}, ${detail}
       FROM ${CHANGED} JOIN finding f ON f.number = s.number WHERE ${when} ORDER BY s.sheet_row`,
      [context.actorName],
    );
}
