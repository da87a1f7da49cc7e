import { isOperator, type Person } from '../../access/person';
import { type Action, mayPerson } from '../../access/who-may';
import type { DivisionStep } from '../../coverage/division';
import type { ProblemCode } from '../../problems';
import { FINDING_LEVELS, type FindingHead, type FindingLevel } from './finding';

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
 * 这一步能不能办, 为什么: the first reason that forbids a step, null when it may be taken (docs/definitions.md#rules, life of a finding).
 *
 * A township handles what lies on the township's desk, a county that and its own, a city its own; whoever is responsible works on it
 * wherever it lies. A city closes everything below it, a township and a county what they handle. A closed finding takes no step. Only
 * what is proposed is returned or closed; while it is proposed nobody is made responsible anew, or the one responsible could put another
 * name there and close it. Closing, by result or as an exception, is for another person than the one responsible and than the one who
 * proposed it; where nobody with an account is responsible, a name typed by hand counts as well.
 */
export function whatForbids(act: FindingAct, finding: FindingHead, person: Person): ProblemCode | null {
  if (!mayPerson(person, RIGHT[act])) return 'access.not-allowed';
  const isTheirWork = (act === 'progress' || act === 'propose') && person.accountId !== null && finding.ownerAccount === person.accountId;
  if (!isTheirWork && !levelsOf(person, RIGHT[act]).includes(finding.level)) return 'finding.other-level';
  if (finding.state === 'closed') return 'finding.closed-already';
  if ((act === 'propose' || act === 'assign') && finding.state === 'proposed') return 'finding.proposed-already';
  if ((act === 'return' || act === 'close') && finding.state !== 'proposed') return 'finding.not-proposed';
  if ((act === 'close' || act === 'exception') && isResponsible(finding, person)) return 'finding.own';
  return null;
}

/** The levels whose findings a person handles or closes. */
export function levelsOf(person: Person, right: Action): readonly FindingLevel[] {
  if (isOperator(person)) return FINDING_LEVELS;
  if (person.role === 'city') return right === 'finding.close' ? FINDING_LEVELS : ['city'];
  if (person.role === 'county') return ['township', 'county'];
  return person.role === 'township' ? ['township'] : [];
}

function isResponsible(finding: FindingHead, person: Person): boolean {
  if (finding.ownerAccount === null ? finding.person === person.name : finding.ownerAccount === person.accountId) return true;
  return finding.proposedBy === person.username;
}

/**
 * The level on whose desk a finding by hand lies at first: a township's and a county's on their own; a city's on that of the county it is
 * about, or on its own when it is about more than one.
 */
export function levelOpenedBy(person: Person, division: DivisionStep['level']): FindingLevel {
  if (person.role === 'township') return 'township';
  return division === 'city' || division === 'province' ? 'city' : 'county';
}
