import { isOperator, type Person } from '../../access/person';
import { type Action, mayPerson } from '../../access/who-may';
import type { DivisionStep } from '../../coverage/division';
import type { ProblemCode } from '../../problems';
import { type Act, type Actor, afterAct, type FindingLife } from '../life';
import { FINDING_LEVELS, type FindingLevel } from './finding';

/** What a person does with a finding, apart from opening it. */
export const FINDING_ACTS = ['assign', 'progress', 'propose', 'return', 'close', 'exception'] as const;
export type FindingAct = (typeof FINDING_ACTS)[number];

const RIGHT: Record<FindingAct, Action> = {
  assign: 'finding.handle',
  progress: 'finding.handle',
  propose: 'finding.handle',
  return: 'finding.close',
  close: 'finding.close',
  exception: 'finding.close',
};

/**
 * 这一步能不能办, 为什么: the first reason that forbids a step before anybody writes anything, null when it may be taken.
 *
 * A township handles what lies on the township's desk, a county that and its own, a city its own; whoever is responsible works on it
 * wherever it lies. A city closes everything below it, a township and a county what they handle. What the state of the finding allows is
 * decided by `afterAct` (app/domain/findings/life.ts).
 */
export function whatForbids(act: FindingAct, finding: FindingLife & { level: FindingLevel }, person: Person): ProblemCode | null {
  if (!mayPerson(person, RIGHT[act])) return 'access.not-allowed';
  const isTheirWork = (act === 'progress' || act === 'propose') && person.accountId !== null && finding.ownerAccount === person.accountId;
  if (!isTheirWork && !levelsOf(person, RIGHT[act]).includes(finding.level)) return 'finding.other-level';
  const after = afterAct(finding, actorOf(person), filledIn(act, finding));
  return 'fault' in after ? `finding.${after.fault}` : null;
}

/** The person as one who acts on findings; the operator at the command line has no account. */
export function actorOf({ accountId, username, name }: Person): Actor {
  return { accountId: accountId ?? '', username, name };
}

/** The act with everything written that it asks for. */
function filledIn(act: FindingAct, { dueOn }: FindingLife): Act {
  const text = '…';
  if (act === 'assign') return { act, unit: text, person: null, ownerAccount: null, dueOn, measures: null };
  if (act === 'close') return { act, result: text, files: 1 };
  return act === 'exception' ? { act, reason: text, files: 1 } : { act, text };
}

/** The levels whose findings a person handles or closes. */
export function levelsOf(person: Person, right: Action): readonly FindingLevel[] {
  if (isOperator(person)) return FINDING_LEVELS;
  if (person.role === 'city') return right === 'finding.close' ? FINDING_LEVELS : ['city'];
  if (person.role === 'county') return ['township', 'county'];
  return person.role === 'township' ? ['township'] : [];
}

/**
 * The level on whose desk a finding by hand lies at first: a township's and a county's on their own; a city's on that of the county it is
 * about, or on its own when it is about more than one.
 */
export function levelOpenedBy(person: Person, division: DivisionStep['level']): FindingLevel {
  if (person.role === 'township') return 'township';
  return division === 'city' || division === 'province' ? 'city' : 'county';
}
