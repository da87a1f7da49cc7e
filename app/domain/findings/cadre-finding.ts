import type { CalendarDay } from '../time/calendar-day';
import type { FindingSource } from './desk/finding';
import type { FindingState } from './life';
import type { RuleCode } from './rule-codes';

/**
 * 村干部能办的规则: the rules whose findings a cadre sees of the own households, because the way out begins at the door: look again, ask for a
 * paper, see that a family is warm (docs/definitions.md#findings-of-a-cadre).
 *
 * R05 asks for the ID card; R08, R09 and R14 for another look at stove, coal and device; R10 and R19 for what keeps home or let rooms from
 * being connected or used; R11 for why a home is not converted; R12 and R25 for a family that is cold; R20 for the days as the family knows
 * them. Left out are money and double claims (R01–R04, R06, R07, R13, R16–R18): offices decide those, and a cadre explains subsidies
 * from the household's page; and what is not about one household (R15, R21–R24), R21 being about the cadre.
 */
export const CADRE_RULES = ['R05', 'R08', 'R09', 'R10', 'R11', 'R12', 'R14', 'R19', 'R20', 'R25'] as const satisfies readonly RuleCode[];
type CadreRule = (typeof CADRE_RULES)[number];

/**
 * 村干部看到的问题: of a rule above; by hand, when it lies on the township's desk; whatever was given to this cadre by name. Never the
 * description a clerk wrote, the amount, or anybody else: type, what is to be done, until when, and the last words about its progress.
 * Closed ones are not shown, and what the cadre reported stands with the report.
 */
export type CadreFinding = {
  number: string;
  household: string;
  rule: CadreRule | null;
  /** 类型 in words, of one by hand. */
  kind: string | null;
  source: FindingSource;
  urgent: boolean;
  state: Exclude<FindingState, 'closed'>;
  openedOn: CalendarDay;
  dueOn: CalendarDay;
  /** 整改措施, as the office wrote it. */
  measures: string | null;
  said: { text: string; by: string; at: string } | null;
};

/** What a village's phone keeps of them. `mark` is another one as soon as anything in the list is. */
export type VillageFindings = { mark: string; list: CadreFinding[] };

/** Rows that a list of 今日清单 shows; who has more begins with these. */
export const SHOWN_TO_DO = 50;

/** What is to be done first: the urgent, then by deadline. What waits for its closing is done, as far as a cadre is concerned. */
export function toDoFirst(findings: readonly CadreFinding[]): CadreFinding[] {
  const key = ({ urgent, dueOn, number }: CadreFinding) => `${urgent ? 0 : 1} ${dueOn} ${number}`;
  return findings.filter(({ state }) => state !== 'proposed').sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

export function isCadreRule(rule: string | null): rule is CadreRule {
  return (CADRE_RULES as readonly (string | null)[]).includes(rule);
}
