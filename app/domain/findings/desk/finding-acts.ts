import { isOperator, type Person } from '../../access/person';
import { type Action, mayPerson } from '../../access/who-may';
import type { ProblemCode } from '../../problems';
import type { FindingHead, FindingLevel } from './finding';

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
 * A township handles what lies on the township's desk, a county that and its own, a city everything below it. A closed finding takes no
 * step. Only what is proposed is returned or closed. Closing, by result or as an exception, is for another person than the one
 * responsible and than the one who proposed it; where nobody with an account is responsible, a name typed by hand counts as well.
 */
export function whatForbids(act: FindingAct, finding: FindingHead, person: Person): ProblemCode | null {
  if (!mayPerson(person, RIGHT[act])) return 'access.not-allowed';
  if (!handlesLevel(person, finding.level)) return 'finding.other-level';
  if (finding.state === 'closed') return 'finding.closed-already';
  if (act === 'propose' && finding.state === 'proposed') return 'finding.proposed-already';
  if ((act === 'return' || act === 'close') && finding.state !== 'proposed') return 'finding.not-proposed';
  if ((act === 'close' || act === 'exception') && isResponsible(finding, person)) return 'finding.own';
  return null;
}

/** The levels whose findings a person handles. */
export function levelsOf(person: Person): readonly FindingLevel[] {
  if (isOperator(person) || person.role === 'city') return ['township', 'county', 'city'];
  if (person.role === 'county') return ['township', 'county'];
  return person.role === 'township' ? ['township'] : [];
}

function handlesLevel(person: Person, level: FindingLevel): boolean {
  return levelsOf(person).includes(level);
}

function isResponsible(finding: FindingHead, person: Person): boolean {
  if (finding.ownerAccount === null ? finding.person === person.name : finding.ownerAccount === person.accountId) return true;
  return finding.proposedBy === person.username;
}

/** The level at which a finding by hand lies: that of the person who opens it, and never above its subject's division. */
export function levelOpenedBy(person: Person): FindingLevel {
  if (person.role === 'township') return 'township';
  return person.role === 'county' ? 'county' : 'city';
}
