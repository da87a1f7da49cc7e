/**
 * Brings stored findings into line with what the rules open now: compares, decides (`recomputed`) and writes only what differs, in one
 * statement of sets. Every change that people should know of is a step.
 */
import { randomUUID } from 'node:crypto';
import type { Sql } from '~/database/connection/sql.server';
import type { Cleared } from '~/domain/findings/cleared-by';
import type { FindingState } from '~/domain/findings/finding-state';
import { causeKeyOf, type Opened } from '~/domain/findings/opened';
import { BY_THE_RULES, recomputed } from '~/domain/findings/recomputed';
import type { RuleCode } from '~/domain/findings/rule-codes';
import { addDays, type CalendarDay } from '~/domain/time/calendar-day';

type Place = { division: string; household: string };

/** What a rule opens now and where it lies; `places` where it counts, when that is not only there. */
export type Placed = { season: string; opened: Opened; division: string; household: string | null; places?: readonly Place[] };

export type StoredFinding = {
  id: string;
  season: string;
  rule: RuleCode;
  subject: string;
  division_code: string;
  household_number: string | null;
  level: string;
  state: FindingState;
  urgent: boolean;
  opened_on: CalendarDay;
  due_on: CalendarDay;
  times: number;
  cause_key: string;
  cause: unknown;
  amount: number | null;
  cleared: Cleared | null;
  proposed_at: string | null;
  proposed_by: string | null;
  result: string | null;
  exception: boolean;
  closed_at: string | null;
  closed_by: string | null;
  owned: boolean;
};

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
  'cleared',
  'proposed_at',
  'proposed_by',
  'result',
  'exception',
  'closed_at',
  'closed_by',
] as const satisfies readonly (keyof StoredFinding)[];

const COLUMNS = `f.id, f.season, f.rule, f.subject, f.household_number, f.level, ${CHANGED.map((column) => `f.${column}`).join(', ')},
  f.unit IS NOT NULL OR f.person IS NOT NULL OR f.owner_account_id IS NOT NULL AS owned`;

/** The findings that a condition names, locked until the transaction ends unless nothing is to be written. */
export async function storedFindings(sql: Sql, where: string, values: unknown[], lock = true): Promise<StoredFinding[]> {
  return sql.query<StoredFinding>(
    `SELECT ${COLUMNS} FROM finding f WHERE f.rule IS NOT NULL AND ${where} ORDER BY f.id ${lock ? 'FOR UPDATE' : ''}`,
    values,
  );
}

type Change = Pick<StoredFinding, 'id' | (typeof CHANGED)[number]> & {
  step: string | null;
  detail: unknown;
  places: readonly Place[] | null;
};

export type Settled = { opened: Placed[]; changed: Change[] };

const keyOf = (season: string, rule: string, subject: string): string => `${season}\n${rule}\n${subject}`;

/** What would be written; nothing when the findings are as the rules have them. */
export function differences(
  stored: readonly StoredFinding[],
  placed: readonly Placed[],
  today: CalendarDay,
  cleared: (finding: StoredFinding) => Cleared,
  now: Date = new Date(),
): Settled {
  const there = new Map(placed.map((one) => [keyOf(one.season, one.opened.rule, one.opened.subject), one]));
  const changed: Change[] = [];
  for (const finding of stored) {
    const key = keyOf(finding.season, finding.rule, finding.subject);
    const one = there.get(key);
    there.delete(key);
    const change = changeOf(finding, one ?? null, today, cleared, now);
    if (change) changed.push(change);
  }
  return { opened: [...there.values()], changed };
}

function changeOf(
  finding: StoredFinding,
  one: Placed | null,
  today: CalendarDay,
  cleared: (finding: StoredFinding) => Cleared,
  now: Date,
): Change | null {
  const { owned, ...rest } = finding;
  const causeKey = one ? causeKeyOf(one.opened) : null;
  const next = recomputed(
    {
      state: finding.state,
      exception: finding.exception,
      causeKey: finding.cause_key,
      causeGone: finding.cleared !== null,
      proposedBy: finding.proposed_by,
      owned,
    },
    causeKey,
  );
  const moved = one !== null && one.division !== finding.division_code;
  if (!next && !moved) return null;
  const change: Change = { ...rest, step: next?.step ?? null, detail: {}, places: null };
  if (one) {
    change.division_code = one.division;
    if (moved) change.places = placesOf(one);
  }
  if (!next) return change;
  change.state = next.state;
  if (one) {
    const { cause, amount, urgent, days } = one.opened;
    if (causeKey !== finding.cause_key) {
      change.places = placesOf(one);
      change.detail = { cause };
    }
    if (urgent !== finding.urgent) change.due_on = addDays(finding.opened_on, days);
    Object.assign(change, { cause, cause_key: causeKey, amount, urgent, cleared: null });
    if (next.step === 'reopened') {
      Object.assign(change, { opened_on: today, due_on: addDays(today, days), times: finding.times + 1 });
      Object.assign(change, { result: null, exception: false, closed_at: null, closed_by: null, proposed_at: null, proposed_by: null });
    } else if (next.step === 'returned') Object.assign(change, { proposed_at: null, proposed_by: null });
  } else {
    change.cleared = cleared(finding);
    change.detail = change.cleared;
    if (next.step === 'proposed') Object.assign(change, { proposed_at: now.toISOString(), proposed_by: BY_THE_RULES });
  }
  return change;
}

const placesOf = (one: Placed): readonly Place[] => one.places ?? [{ division: one.division, household: one.household ?? '' }];

/** Writes what differs. */
export async function writeDifferences(sql: Sql, { opened, changed }: Settled, today: CalendarDay, now: Date = new Date()): Promise<void> {
  if (opened.length + changed.length === 0) return;
  const at = now.toISOString();
  const made = opened.map((one) => ({ id: randomUUID(), one }));
  const rows = made.map(({ id, one: { season, opened: found, division, household } }) => ({
    id,
    season,
    rule: found.rule,
    subject: found.subject,
    source: 'rule',
    division_code: division,
    household_number: household,
    level: found.level,
    state: 'open',
    urgent: found.urgent,
    opened_on: today,
    due_on: addDays(today, found.days),
    cause: found.cause,
    cause_key: causeKeyOf(found),
    amount: found.amount,
    created_at: at,
    created_by: BY_THE_RULES,
  }));
  const places = made.flatMap(({ id, one }) => placesOf(one).map((place) => ({ id, ...place })));
  const moved = changed.flatMap(({ id, places: to }) => (to ?? []).map((place) => ({ id, ...place })));
  const steps = [
    ...made.map(({ id, one }) => ({ id, kind: 'opened', detail: { cause: one.opened.cause } })),
    ...changed.flatMap(({ id, step, detail }) => (step === null ? [] : [{ id, kind: step, detail }])),
  ];
  if (moved.length > 0) {
    await sql.query('DELETE FROM finding_place WHERE finding_id = ANY($1::uuid[])', [[...new Set(moved.map(({ id }) => id))]]);
  }
  await sql.query(WRITE, [JSON.stringify(rows), JSON.stringify([...places, ...moved]), JSON.stringify(changed), JSON.stringify(steps), at]);
}

const NEW = [
  'id',
  'season',
  'rule',
  'subject',
  'source',
  'division_code',
  'household_number',
  'level',
  'state',
  'urgent',
  'opened_on',
  'due_on',
  'cause',
  'cause_key',
  'amount',
  'created_at',
  'created_by',
].join(', ');
const WRITE = `
  WITH new AS (INSERT INTO finding (${NEW}) SELECT ${NEW} FROM json_populate_recordset(null::finding, $1::json)),
  placed AS (
    INSERT INTO finding_place (finding_id, division_code, household_number)
    SELECT id, division, household FROM json_to_recordset($2::json) AS p(id uuid, division text, household text)
  ),
  changed AS (
    UPDATE finding f SET ${CHANGED.map((column) => `${column} = c.${column}`).join(', ')}, revision = f.revision + 1
    FROM json_populate_recordset(null::finding, $3::json) c WHERE f.id = c.id
  )
  INSERT INTO finding_step (finding_id, at, actor, actor_name, kind, detail)
  SELECT id, $5::timestamptz, '${BY_THE_RULES}', '${BY_THE_RULES}', kind, detail
  FROM json_to_recordset($4::json) AS s(id uuid, kind text, detail jsonb)`;
