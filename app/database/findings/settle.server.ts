/**
 * Brings stored findings into line with what the rules open now: compares, lets `afterRules` decide and writes only what differs, in
 * statements of sets. Every change of a finding's life is a step.
 */
import { randomUUID } from 'node:crypto';
import type { Sql } from '~/database/connection/sql.server';
import { afterRules, type Cleared, type FindingLife, type FindingStep, RULES_PROPOSE } from '~/domain/findings/life';
import type { Opened } from '~/domain/findings/opened';
import type { RuleCode } from '~/domain/findings/rule-codes';
import { type CalendarDay, dayInShanghai } from '~/domain/time/calendar-day';
import { atClockInShanghai } from '~/domain/time/china-clock';

type Place = { division: string; household: string };

/** What a rule opens now and where it lies; `places` where it counts, when that is not only there. */
export type Placed = { season: string; opened: Opened; division: string; household: string | null; places?: readonly Place[] };

export type StoredFinding = FindingLife & {
  id: string;
  season: string;
  rule: RuleCode;
  subject: string;
  division: string;
  household: string | null;
};

/** The findings that a condition names, locked until the transaction ends unless nothing is to be written. */
export async function storedFindings(sql: Sql, where: string, values: unknown[], lock = true): Promise<StoredFinding[]> {
  return sql.query<StoredFinding>(
    `SELECT f.id, f.season, f.rule, f.subject, f.division_code AS division, f.household_number AS household, f.state, f.urgent,
       f.opened_on AS "openedOn", f.due_on AS "dueOn", f.times, f.cause, f.cause_key AS "causeKey", f.amount, f.unit, f.person,
       f.owner_account_id AS "ownerAccount", f.measures, f.progress, f.cleared, f.proposed_by AS "proposedBy", f.result, f.exception,
       f.closed_by AS "closedBy"
     FROM finding f WHERE f.rule IS NOT NULL AND ${where} ORDER BY f.id ${lock ? 'FOR UPDATE' : ''}`,
    values,
  );
}

type Changed = {
  id: string;
  season: string;
  rule: RuleCode;
  subject: string;
  finding: FindingLife;
  division: string;
  step: FindingStep | null;
  /** Where it counts from now on; null where that stays. */
  places: readonly Place[] | null;
};

/** What would be written; nothing when the findings are as the rules have them. */
export type Settled = { opened: (Placed & { finding: FindingLife })[]; changed: Changed[]; today: CalendarDay };

type Context = { today: CalendarDay; clearedOf?: (finding: StoredFinding) => Omit<Cleared, 'on'> | null };

const keyOf = (season: string, rule: string, subject: string): string => `${season}\n${rule}\n${subject}`;

function differences(stored: readonly StoredFinding[], placed: readonly Placed[], { today, clearedOf }: Context): Settled {
  const there = new Map(placed.map((one) => [keyOf(one.season, one.opened.rule, one.opened.subject), one]));
  const changed: Changed[] = [];
  for (const finding of stored) {
    const key = keyOf(finding.season, finding.rule, finding.subject);
    const one = there.get(key);
    there.delete(key);
    const change = afterRules(finding, one?.opened ?? null, { today, cleared: one ? null : (clearedOf?.(finding) ?? null) });
    const moved = one !== undefined && one.division !== finding.division;
    if (!change && !moved) continue;
    const { id, season, rule, subject, division } = finding;
    // What a rule gives no places for counts where it lies.
    const places = one && (moved || one.places) ? placesOf(one) : null;
    changed.push({
      id,
      season,
      rule,
      subject,
      finding: change?.finding ?? finding,
      division: one?.division ?? division,
      step: change?.step ?? null,
      places,
    });
  }
  const opened = [...there.values()].map((one) => ({ ...one, finding: afterRules(null, one.opened, { today, cleared: null })!.finding }));
  return { opened, changed, today };
}

const placesOf = (one: Placed): readonly Place[] => one.places ?? [{ division: one.division, household: one.household ?? '' }];

/** The same without what lies below a division whose records came with a package: its findings came with it (docs/package.md#findings). */
export async function differencesHere(
  sql: Sql,
  stored: readonly StoredFinding[],
  placed: readonly Placed[],
  context: Context,
): Promise<Settled> {
  const found = differences(stored, placed, context);
  const divisions = [...new Set([...found.opened, ...found.changed].map(({ division }) => division))];
  if (divisions.length === 0) return found;
  const rows = await sql.query<{ code: string }>(
    'SELECT v.code FROM division v WHERE v.code = ANY($1::text[]) AND v.path && ARRAY(SELECT division_code FROM taken_package)',
    [divisions],
  );
  const taken = new Set(rows.map(({ code }) => code));
  const here = ({ division }: { division: string }) => !taken.has(division);
  return { ...found, opened: found.opened.filter(here), changed: found.changed.filter(here) };
}

/** `now`: when it is written. */
export async function writeDifferences(sql: Sql, { opened, changed, today }: Settled, now = new Date()): Promise<void> {
  if (opened.length + changed.length === 0) return;
  const at = now.toISOString();
  // The rules may have run for a day that is over by now, as around midnight: what they write is of that day, as its last second.
  const isOver = dayInShanghai(now) > today;
  const on = dayInShanghai(now) === today ? {} : { on: today };
  const made = opened.map((one) => ({ id: randomUUID(), one }));
  const rows = made.map(({ id, one: { season, opened: found, division, household, finding } }) => ({
    id,
    season,
    rule: found.rule,
    subject: found.subject,
    source: 'rule',
    household_number: household,
    level: found.level,
    created_at: isOver ? atClockInShanghai(`${today}T23:59:59`) : at,
    created_by: RULES_PROPOSE,
    ...columnsOf(finding, division, at),
  }));
  const moved = changed.flatMap(({ id, places }) => (places ?? []).map((place) => ({ id, ...place })));
  const places = [...made.flatMap(({ id, one }) => placesOf(one).map((place) => ({ id, ...place }))), ...moved];
  const steps = [
    ...made.map(({ id, one }) => ({ id, kind: 'opened', detail: { cause: one.opened.cause, ...on } })),
    ...changed.flatMap(({ id, step, finding: { cleared, cause } }) =>
      step === null ? [] : [{ id, kind: step, detail: { ...(cleared ? { cleared } : { cause }), ...on } }],
    ),
  ];
  const updates = changed.map(({ id, finding, division, step }) => ({
    id,
    ...columnsOf(finding, division, step === 'proposed' ? at : null),
  }));
  await sql.query(WRITE, [JSON.stringify(rows), JSON.stringify(places), JSON.stringify(updates), JSON.stringify(steps), at]);
  if (moved.length > 0) await sql.query(LEAVE, [JSON.stringify(moved)]);
}

/** `proposedAt` null keeps what is stored. */
function columnsOf(finding: FindingLife, division: string, proposedAt: string | null) {
  return {
    division_code: division,
    state: finding.state,
    urgent: finding.urgent,
    opened_on: finding.openedOn,
    due_on: finding.dueOn,
    times: finding.times,
    cause: finding.cause,
    cause_key: finding.causeKey,
    amount: finding.amount,
    progress: finding.progress,
    cleared: finding.cleared,
    proposed_by: finding.proposedBy,
    result: finding.result,
    exception: finding.exception,
    closed_by: finding.closedBy,
    proposed_at: finding.proposedBy === null ? null : proposedAt,
  };
}

const CHANGED = [
  'division_code',
  'state',
  'urgent',
  'opened_on',
  'due_on',
  'times',
  'cause',
  'cause_key',
  'amount',
  'progress',
  'cleared',
  'proposed_by',
  'result',
  'exception',
  'closed_by',
];
const NEW = ['id', 'season', 'rule', 'subject', 'source', 'household_number', 'level', 'created_at', 'created_by', ...CHANGED].join(', ');
const SAME_PLACE = 'p(id uuid, division text, household text)';
const WRITE = `
  WITH new AS (INSERT INTO finding (${NEW}) SELECT ${NEW} FROM json_populate_recordset(null::finding, $1::json)),
  placed AS (
    INSERT INTO finding_place (finding_id, division_code, household_number)
    SELECT id, division, household FROM json_to_recordset($2::json) AS ${SAME_PLACE} ON CONFLICT DO NOTHING
  ),
  changed AS (
    UPDATE finding f SET ${CHANGED.map((column) => `${column} = c.${column}`).join(', ')},
      proposed_at = CASE WHEN c.proposed_by IS NULL THEN NULL ELSE coalesce(c.proposed_at, f.proposed_at) END,
      closed_at = CASE WHEN c.closed_by IS NULL THEN NULL ELSE f.closed_at END, revision = f.revision + 1
    FROM json_populate_recordset(null::finding, $3::json) c WHERE f.id = c.id
  )
  INSERT INTO finding_step (finding_id, at, actor, actor_name, kind, detail)
  SELECT id, $5::timestamptz, '${RULES_PROPOSE}', '${RULES_PROPOSE}', kind, detail
  FROM json_to_recordset($4::json) AS s(id uuid, kind text, detail jsonb)`;
/** The places in which a finding that moved counts no longer. */
const LEAVE = `
  WITH now AS (SELECT * FROM json_to_recordset($1::json) AS ${SAME_PLACE})
  DELETE FROM finding_place o WHERE o.finding_id IN (SELECT id FROM now)
    AND (o.finding_id, o.division_code, o.household_number) NOT IN (SELECT id, division, household FROM now)`;
