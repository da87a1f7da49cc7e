/**
 * Contradictions within a row, beyond its single cells: one function per sheet. The database checks it against other rows and
 * the register.
 */
import { isGoodUsername } from '~/domain/access/good-username';
import { ENUMERATIONS, isLabelList } from '~/domain/contract/enumerations';
import { isPhone } from '~/domain/household/household-changes';
import { canonicalIdNumber, faultOfIdNumber, type IdNumberFault } from '~/domain/household/id-number';
import { INDICATORS } from '~/domain/indicators/indicators';
import type { ProblemDetails } from '~/domain/problems';
import { tidyMeter } from '~/domain/subsidy/meter-match';
import { type Policy, policySchema } from '~/domain/subsidy/policy';
import type { AnswerProblem } from '~/domain/survey/answer-problems';
import { problemsOf } from '~/domain/survey/answer-problems';
import { QUESTION_KEYS, QUESTIONS } from '~/domain/survey/questions/questions';
import { roomSchema } from '~/domain/survey/room';
import { checkVisit, type VisitInput } from '~/domain/survey/visit-schema';
import { indicatorOfName, TARGET_ZONES, zoneOfLabel, zoneOnPaper } from '~/domain/targets/target';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { isSeasonName } from '~/domain/time/heating-season';
import { type SeasonDatesFault, seasonDatesFault } from '~/domain/time/season-dates';
import type { SheetName } from './contract-sheets';
import type { Value } from './decoded';
import { sourceOfLabel } from './finding-sources';
import type { PolicyTermCode, RowProblemCode } from './problems';

export type Values = Record<string, Value | undefined>;
/** Today and now are passed in, because nothing here reads a clock. */
export type Moment = { today: CalendarDay; now: string };
export type Remark = { column: string; code: RowProblemCode; details?: ProblemDetails; level: 'refused' | 'note' };

/**
 * The result of checking a row: its problems, and the checked `visit` or `policy`. A check may bring the row's values into
 * their stored form.
 */
export type CheckedRow = { remarks: Remark[]; visit?: VisitInput; policy?: Policy };

export function checkRow(sheet: SheetName, values: Values, moment: Moment): CheckedRow {
  return CHECKS[sheet](values, moment);
}

const CHECKS: Record<SheetName, (values: Values, moment: Moment) => CheckedRow> = {
  行政区划: checkDivision,
  采暖季: checkSeason,
  用户: checkAccount,
  热源: () => ({ remarks: [] }),
  户台账: checkHousehold,
  房屋: checkRoom,
  入户记录: checkVisitRow,
  用能计量: checkUsage,
  抄表: checkReading,
  禁煤区: checkNoCoalZone,
  改造计划: () => ({ remarks: [] }),
  补贴政策: checkPolicy,
  应补: () => ({ remarks: [] }),
  问题: checkFinding,
  发放: checkPayment,
  资金: checkFund,
  目标: checkTarget,
};

const refused = (column: string, code: RowProblemCode, details?: ProblemDetails): Remark => ({ column, code, details, level: 'refused' });
const note = (column: string, code: RowProblemCode, details?: ProblemDetails): Remark => ({ column, code, details, level: 'note' });

/** Codes of the statistical list: 2 digits a province, 4 a city, 6 a county, 9 a township, 12 a village. */
const CODE = /^(\d{4}|\d{6}|\d{9}|\d{12})$/;

function checkDivision(values: Values): CheckedRow {
  const remarks: Remark[] = [];
  if (typeof values.code === 'string' && !CODE.test(values.code)) remarks.push(refused('code', 'division_code'));
  if (before(values.validTo, values.validFrom)) remarks.push(refused('validTo', 'valid_order'));
  return { remarks };
}

function checkNoCoalZone(values: Values): CheckedRow {
  return { remarks: before(values.validTo, values.validFrom) ? [refused('validTo', 'valid_order')] : [] };
}

function before(later: Value | undefined, earlier: Value | undefined): boolean {
  return typeof later === 'string' && typeof earlier === 'string' && later < earlier;
}

/** Accepts '2020—2021' and '2020–2021' for '2020-2021'. */
function seasonRemarks(values: Values): Remark[] {
  if (typeof values.season !== 'string') return [];
  values.season = values.season.replace(/[—–－~～至]+/, '-');
  return isSeasonName(values.season) ? [] : [refused('season', 'not_a_season')];
}

const SEASON_FAULTS: Record<SeasonDatesFault, { column: string; code: RowProblemCode }> = {
  'season.starts-outside': { column: 'startsOn', code: 'season_starts_outside' },
  'season.ends-outside': { column: 'endsOn', code: 'season_ends_outside' },
  'season.ends-before-start': { column: 'endsOn', code: 'ends_before_start' },
};

function checkSeason(values: Values): CheckedRow {
  const remarks = seasonRemarks(values);
  const { season, startsOn, endsOn } = values;
  if (remarks.length === 0 && typeof season === 'string' && typeof startsOn === 'string' && typeof endsOn === 'string') {
    const fault = seasonDatesFault(season, startsOn, endsOn);
    if (fault)
      remarks.push(refused(SEASON_FAULTS[fault].column, SEASON_FAULTS[fault].code, { first: season.slice(0, 4), second: season.slice(5) }));
  }
  return { remarks };
}

function checkAccount(values: Values): CheckedRow {
  const { username } = values;
  return { remarks: typeof username === 'string' && !isGoodUsername(username) ? [refused('username', 'username')] : [] };
}

const ID_FAULTS: Record<IdNumberFault, RowProblemCode> = {
  length: 'id_length',
  characters: 'id_characters',
  'birth-day': 'id_birth_day',
  'birth-in-future': 'id_birth_in_future',
  'check-character': 'id_check_character',
};

function checkHousehold(values: Values, { today }: Moment): CheckedRow {
  const remarks: Remark[] = [];
  if (typeof values.idNumber === 'string') {
    values.idNumber = canonicalIdNumber(values.idNumber);
    const fault = faultOfIdNumber(values.idNumber, today);
    if (fault) remarks.push(refused('idNumber', ID_FAULTS[fault], { length: values.idNumber.length }));
  }
  if (typeof values.phone === 'string' && !isPhone(values.phone)) remarks.push(note('phone', 'phone_unusual'));
  if (typeof values.people === 'number' && typeof values.elderly === 'number' && values.elderly > values.people) {
    remarks.push(note('elderly', 'more_elderly_than_people', { people: values.people }));
  }
  return { remarks };
}

const ROOM = roomSchema('import');

function checkRoom(values: Values): CheckedRow {
  const remarks = seasonRemarks(values);
  const { room, kind, heatedArea, letting, connected, use } = values;
  const whole = [room, kind, heatedArea, letting, connected, use].every((value) => value !== null && value !== undefined);
  if (whole) {
    const shaped = ROOM.safeParse({ room, kind, heatedArea: Number(heatedArea), letting, connected, use });
    if (!shaped.success) remarks.push(...problemsOf(shaped.error).map(remarkOfAnswer));
  }
  return { remarks };
}

/** A problem of the survey's schemas under the code of the import. */
function remarkOfAnswer({ code, question, details }: AnswerProblem): Remark {
  if (code === 'in_future') return refused(question, 'visit_in_future');
  if (code === 'too_early') return refused(question, 'visit_too_early');
  if (code === 'not_a_season') return refused(question, 'not_a_season');
  if (code === 'not_whole') return refused(question, 'not_whole');
  if (code === 'too_long') return refused(question, 'too_long', { most: details?.max ?? 0 });
  if (code === 'out_of_range') return refused(question, 'out_of_range', { min: details?.min ?? '—', max: details?.max ?? '—' });
  return refused(question, 'answer');
}

/** Questions that are answered by labels of a list, where a paper record may have words of its own. */
const REASON_LISTS = QUESTION_KEYS.flatMap((key) => {
  const question = QUESTIONS[key];
  return question.form === 'many' && isLabelList(question.list) ? [[key, question.list] as const] : [];
});
const normalLabel = (label: string): string => label.normalize('NFKC').replace(/\s/g, '');

function checkVisitRow(values: Values, { now }: Moment): CheckedRow {
  const remarks = seasonRemarks(values);
  for (const [column, list] of REASON_LISTS) {
    const typed = values[column];
    if (!Array.isArray(typed)) continue;
    const known: readonly string[] = ENUMERATIONS[list];
    values[column] = typed.map((reason) => known.find((one) => normalLabel(one) === normalLabel(reason)) ?? reason);
    const unknown = (values[column] as string[]).filter((reason) => !known.includes(reason));
    if (unknown.length > 0) remarks.push(note(column, 'unknown_reason', { reasons: unknown.join('、'), choices: known.join('、') }));
  }
  const required = ['visit', 'household', 'season', 'visitedAt', 'visitor', 'kind', 'outcome'];
  // A cell that could not be read has already been reported.
  if (remarks.some(({ level }) => level === 'refused') || required.some((key) => values[key] === null || values[key] === undefined)) {
    return { remarks };
  }
  const answers: Record<string, unknown> = {};
  for (const question of QUESTION_KEYS) {
    const value = values[question];
    if (value === null || value === undefined) continue;
    answers[question] = QUESTIONS[question].form === 'number' ? Number(value) : value;
  }
  const input = Object.fromEntries(required.map((key) => [key, values[key]]));
  const checked = checkVisit({ ...input, answers }, 'import', { mode: 'none', now });
  if (checked.ok) return { remarks, visit: checked.visit };
  return { remarks: [...remarks, ...checked.problems.map(remarkOfAnswer)] };
}

function checkUsage(values: Values): CheckedRow {
  const remarks = seasonRemarks(values);
  const { startReading, endReading, usage } = values;
  if (typeof startReading === 'string' && typeof endReading === 'string' && typeof usage === 'string') {
    const thousandths = Math.round((Number(endReading) - Number(startReading)) * 1_000);
    if (thousandths !== Math.round(Number(usage) * 1_000))
      remarks.push(note('usage', 'usage_differs', { difference: thousandths / 1_000 }));
  }
  return { remarks };
}

/** When a list gives no usage, it is computed from the readings, unless the meter ran backwards. */
function checkReading(values: Values): CheckedRow {
  const { startReading, endReading } = values;
  if (typeof values.meter === 'string') values.meter = tidyMeter(values.meter);
  if (typeof values.usage === 'string') return checkUsage(values);
  const remarks = seasonRemarks(values);
  const known = typeof startReading === 'string' && typeof endReading === 'string';
  const usage = known ? Math.round((Number(endReading) - Number(startReading)) * 1_000) / 1_000 : -1;
  if (usage < 0) remarks.push(refused('usage', 'usage_missing'));
  else values.usage = String(usage);
  return { remarks };
}

/** The terms are checked only when all of their cells could be read; an unreadable cell has already been reported. */
function checkPolicy(values: Values): CheckedRow {
  const remarks = seasonRemarks(values);
  const required = ['policy', 'document', 'division', 'season', 'kind', 'unit', 'dueOn'];
  if (remarks.length > 0 || required.some((key) => values[key] === null || values[key] === undefined)) return { remarks };
  const checked = policySchema.safeParse(values);
  if (checked.success) return { remarks, policy: checked.data };
  return {
    remarks: checked.error.issues.map((issue) =>
      refused(
        String(issue.path[0] ?? ''),
        issue.message as PolicyTermCode,
        issue.code === 'custom' ? (issue.params as ProblemDetails | undefined) : undefined,
      ),
    ),
  };
}

function checkPayment(values: Values, { today }: Moment): CheckedRow {
  const remarks: Remark[] = [];
  if (typeof values.paidOn === 'string' && values.paidOn > today) remarks.push(refused('paidOn', 'paid_in_future', { today }));
  return { remarks };
}

/** The source becomes its key; nothing is closed tomorrow. The rest needs the register: a blank cell may have a value there. */
function checkFinding(values: Values, { today }: Moment): CheckedRow {
  if (typeof values.source === 'string') values.source = sourceOfLabel(values.source) ?? values.source;
  const { closedOn } = values;
  return { remarks: typeof closedOn === 'string' && closedOn > today ? [refused('closedOn', 'closed_in_future')] : [] };
}

function checkFund(values: Values): CheckedRow {
  const remarks = seasonRemarks(values);
  const { allotted, received } = values;
  if (typeof allotted === 'number' && typeof received === 'number' && received > allotted) remarks.push(note('received', 'received_more'));
  return { remarks };
}

/** The names of zone and indicator become their keys; what is no such name is refused with those there are. */
function checkTarget(values: Values): CheckedRow {
  const remarks = seasonRemarks(values);
  const { zoneType, indicator } = values;
  if (typeof zoneType === 'string') {
    const zone = zoneOfLabel(zoneType);
    if (zone === undefined) remarks.push(refused('zoneType', 'not_a_choice', { choices: TARGET_ZONES.map(zoneOnPaper).join('、') }));
    else values.zoneType = zone;
  }
  if (typeof indicator === 'string') {
    const key = indicatorOfName(indicator);
    if (key === undefined) remarks.push(refused('indicator', 'not_a_choice', { choices: INDICATORS.map(({ name }) => name).join('、') }));
    else values.indicator = key;
  }
  return { remarks };
}
