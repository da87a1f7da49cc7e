import type { TFunction } from 'i18next';
import type { Language } from '~/domain/access/language';
import type { FindingState, FindingStep } from '~/domain/findings/life';
import type { Cause } from '~/domain/findings/opened';
import type { RuleCode } from '~/domain/findings/rule-codes';
import { formatCount, formatDayOnPaper, formatYuan } from './formats';

export type FindingT = TFunction<['findings', 'enums']>;
type Source = 'rule' | 'self_check' | 'province' | 'mee' | 'audit' | 'hotline' | 'cadre';

/** What a rule is called, and what to do about what it found. */
export const ruleName = (t: FindingT, rule: RuleCode): string => t(`findings:rules.${rule}.name`);
export const ruleTodo = (t: FindingT, rule: RuleCode): string => t(`findings:rules.${rule}.todo`);
export const stateWord = (t: FindingT, state: FindingState): string => t(`findings:state.${state}`);
export const sourceWord = (t: FindingT, source: Source): string => t(`findings:source.${source}`);
export const stepWord = (t: FindingT, step: FindingStep): string => t(`findings:step.${step}`);

const MONEY: ReadonlySet<string> = new Set(['paid', 'due', 'above', 'amount', 'owed', 'lost', 'dueBefore', 'gives']);
const DAYS = /On$|^day$/;
/** Written as they are: no thousands are separated. */
const AS_WRITTEN: ReadonlySet<string> = new Set(['year', 'celsius', 'coldBelow', 'tonnes']);

/**
 * 一句话说清: what a rule found, in one sentence whose figures all come from the cause. A cause of an older version may lack a value; a dash
 * stands for it.
 */
export function causeSentence(t: FindingT, rule: RuleCode, cause: Cause, language: Language): string {
  const none = t('findings:part.none');
  // A sentence that names a value the cause does not hold gets the dash in its place, never its own braces.
  const say = (key: string, values?: Record<string, string>): string =>
    (t as unknown as (key: string, values: object) => string)(key, { ...values, missingInterpolationHandler: () => none });
  const values: Record<string, string> = Object.fromEntries(
    Object.entries(cause).map(([name, value]) => [name, plain(name, value, none, language)]),
  );
  const enumWord = (list: string, name: string) => {
    const known = cause[name];
    if (typeof known === 'string') values[name] = say(`enums:${list}.${known}`);
    if (Array.isArray(known)) values[name] = known.map((one) => say(`enums:${list}.${one}`)).join(say('findings:part.separator'));
  };
  const part = (key: string) => say(`findings:part.${key}`, values);
  const chosen = (group: string, key: unknown) => (typeof key === 'string' ? part(`${group}.${key}`) : none);
  const joined = (parts: readonly string[]) => parts.join(part('separator')) || none;
  const listed = (group: string, keys: unknown) => joined((Array.isArray(keys) ? keys : []).map((key) => part(`${group}.${key}`)));
  enumWord('mode', 'mode');
  enumWord('mode', 'modes');
  enumWord('energy', 'energy');
  enumWord('zoneType', 'zoneType');
  enumWord('heatSourceKind', 'kind');
  enumWord(rule === 'R16' ? 'continuity' : 'householdStatus', 'status');
  switch (rule) {
    case 'R01':
    case 'R02':
      values.key = chosen('key', cause.key);
      values.span = chosen('span', cause.span);
      break;
    case 'R04':
    case 'R13':
      values.why = chosen('why', cause.why);
      break;
    case 'R05':
      values.fault = chosen('fault', cause.fault);
      break;
    case 'R09':
      values.signs = listed('sign', cause.signs);
      break;
    case 'R10':
      values.seen = cause.visitedOn === undefined ? none : part(cause.visitedOn ? 'seen.visited' : 'seen.unvisited');
      break;
    case 'R12':
      values.cleared = listed('cleared', [...(cause.stoveRemovedOn ? ['stove'] : []), ...(cause.coalClearedOn ? ['coal'] : [])]);
      values.heat = cause.connected === undefined ? none : part(cause.connected ? 'heat.later' : 'heat.not');
      break;
    case 'R15':
      values.faults = listed('source', cause.faults);
      break;
    case 'R18':
      values.policies = joined(Array.isArray(cause.policies) ? cause.policies : []);
      break;
    case 'R20':
      values.parts = joined([
        ...(Array.isArray(cause.orders) ? cause.orders : []).map((order) => part(`order.${order}`)),
        ...(cause.paidEarly ? [part('paidEarly')] : []),
      ]);
      break;
    case 'R21':
      values.parts = listed('visits', cause.reasons);
      break;
    case 'R23':
      values.checks = listed('check', cause.checks);
      break;
    case 'R24':
      if (typeof cause.difference === 'number') {
        values.size = formatCount(Math.abs(cause.difference));
        values.difference = part(cause.difference < 0 ? 'difference.fewer' : 'difference.more');
      }
      break;
    case 'R25':
      values.parts = listed('cold', [...(typeof cause.celsius === 'number' ? ['room'] : []), ...(cause.unable ? ['unable'] : [])]);
      break;
  }
  return say(`findings:rules.${rule}.cause`, values);
}

function plain(name: string, value: Cause[string], none: string, language: Language): string {
  if (value === null) return none;
  if (typeof value === 'number') return MONEY.has(name) ? formatYuan(value) : AS_WRITTEN.has(name) ? String(value) : formatCount(value);
  if (typeof value === 'string' && DAYS.test(name)) return formatDayOnPaper(value, language);
  return String(value);
}
