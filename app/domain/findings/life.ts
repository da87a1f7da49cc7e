import type { CalendarDay } from '../time/calendar-day';
import { dueOn } from './due';
import { type Cause, causeKeyOf, type Opened } from './opened';

/** 状态: `open → in_progress → proposed → closed`, and back (docs/definitions.md#finding-life). */
export const FINDING_STATES = ['open', 'in_progress', 'proposed', 'closed'] as const;
export type FindingState = (typeof FINDING_STATES)[number];

/** 进展: the steps of a finding's life. `cause`: the facts behind it changed, and nothing else. */
const FINDING_STEPS = ['opened', 'assigned', 'progress', 'proposed', 'returned', 'closed', 'exception', 'reopened', 'cause'] as const;
export type FindingStep = (typeof FINDING_STEPS)[number];

/** Who proposes when a cause is gone. No account has this name: app/domain/access/good-username.ts allows no brackets. */
export const RULES_PROPOSE = '(rules)';

/** The record that cleared it: what it is, its key, and the day on which the rules saw it. Nothing personal. */
export type Cleared = { record: string | null; key: string | null; on: CalendarDay };

/** What of a finding its life is decided by. Everything that was ever said stands in its steps. */
export type FindingLife = {
  state: FindingState;
  urgent: boolean;
  openedOn: CalendarDay;
  dueOn: CalendarDay;
  /** How many times it was opened. */
  times: number;
  cause: Cause;
  causeKey: string;
  amount: number | null;
  unit: string | null;
  person: string | null;
  ownerAccount: string | null;
  measures: string | null;
  progress: string | null;
  /** Set since the cause was last seen to be gone, whatever the state; null while it holds. */
  cleared: Cleared | null;
  /** A username or RULES_PROPOSE; kept when it is closed, null in the states before. */
  proposedBy: string | null;
  result: string | null;
  exception: boolean;
  closedBy: string | null;
};

export type Change = { finding: FindingLife; step: FindingStep };

const NOT_CLOSED = { proposedBy: null, result: null, exception: false, closedBy: null };

/** A finding that the rules open for the first time. */
function first(found: Opened, today: CalendarDay): FindingLife {
  return {
    state: 'open',
    times: 1,
    openedOn: today,
    dueOn: dueOn(today, found.days),
    ...factsOf(found),
    unit: null,
    person: null,
    ownerAccount: null,
    measures: null,
    progress: null,
    cleared: null,
    ...NOT_CLOSED,
  };
}

function factsOf(found: Opened): Pick<FindingLife, 'urgent' | 'cause' | 'causeKey' | 'amount'> {
  return { urgent: found.urgent, cause: found.cause, causeKey: causeKeyOf(found), amount: found.amount };
}

/**
 * 规则做什么 (docs/definitions.md#finding-life): what a finding becomes when the rules are computed. `found` is what they open for its subject
 * now, null when its cause does not hold; `cleared` the record that took the cause away, as far as it is known. Null: nothing changes.
 *
 * - Without a finding one is opened. Computing again with the same facts never changes anything.
 * - The cause is gone: it is *proposed* for closing by the rules. Nothing is closed by itself. What a person returned is not proposed again
 *   until the cause has come back and gone once more.
 * - The cause is back before it was closed: the proposal is withdrawn.
 * - A closed one reopens, with one more time and a new deadline, when the cause returns after it was gone, or when the facts behind it are
 *   not those at its closing any more. So a person may close one whose cause still holds (measures were taken, and only the next visit
 *   will show them): the very next computation of the same facts leaves it closed, the next record of the same trouble reopens it.
 * - An exception (确认无误) reopens only when the facts differ from those that were accepted. That they went and came back the same is
 *   nothing new.
 * - Facts that change while it is not closed are noted; a proposal by a person stands meanwhile, for another person to judge.
 *
 * Deadlines count from the opening. One that a person set stays; only when the urgency changes the rule's own holds anew: from today when
 * it becomes urgent, from the opening when it no longer is. Findings by hand have no cause and never come here.
 */
export function afterRules(
  finding: FindingLife | null,
  found: Opened | null,
  { today, cleared }: { today: CalendarDay; cleared: Omit<Cleared, 'on'> | null },
): Change | null {
  if (finding === null) return found && { finding: first(found, today), step: 'opened' };
  if (found === null) return gone(finding, { record: cleared?.record ?? null, key: cleared?.key ?? null, on: today });
  const changed = causeKeyOf(found) !== finding.causeKey;
  if (finding.state === 'closed') {
    const returned = !finding.exception && finding.cleared !== null;
    return returned || changed ? { finding: reopened(finding, found, today), step: 'reopened' } : null;
  }
  if (finding.state === 'proposed' && finding.cleared !== null) {
    return { finding: { ...withFacts(finding, found, today), state: stateBefore(finding), proposedBy: null }, step: 'returned' };
  }
  const same = !changed && finding.cleared === null && finding.urgent === found.urgent && finding.amount === found.amount;
  return same ? null : { finding: withFacts(finding, found, today), step: 'cause' };
}

function gone(finding: FindingLife, cleared: Cleared): Change | null {
  if (finding.cleared !== null || finding.exception) return null;
  if (finding.state === 'closed' || finding.state === 'proposed') return { finding: { ...finding, cleared }, step: 'cause' };
  return { finding: { ...finding, state: 'proposed', proposedBy: RULES_PROPOSE, cleared }, step: 'proposed' };
}

function withFacts(finding: FindingLife, found: Opened, today: CalendarDay): FindingLife {
  const due = finding.urgent === found.urgent ? finding.dueOn : dueOn(found.urgent ? today : finding.openedOn, found.days);
  return { ...finding, ...factsOf(found), dueOn: due, cleared: null };
}

/** Who is responsible stays, with the measures; the result of the last time stands in the steps. */
function reopened(finding: FindingLife, found: Opened, today: CalendarDay): FindingLife {
  return {
    ...finding,
    ...factsOf(found),
    ...NOT_CLOSED,
    state: 'open',
    times: finding.times + 1,
    openedOn: today,
    dueOn: dueOn(today, found.days),
    progress: null,
    cleared: null,
  };
}

/** Where a withdrawn proposal goes back to: somebody works on it once it has an owner, measures or a note. */
function stateBefore({ unit, person, ownerAccount, measures, progress }: FindingLife): FindingState {
  return [unit, person, ownerAccount, measures, progress].some((one) => one !== null) ? 'in_progress' : 'open';
}

/** Whoever does something with a finding, besides the rules. */
export type Actor = { accountId: string; username: string; name: string };

/** Why a step is not taken: the end of its problem code, `finding.…`. */
export type LifeFault =
  | 'closed-already'
  | 'proposed-already'
  | 'not-proposed'
  | 'owner-missing'
  | 'words-missing'
  | 'own'
  | 'evidence-missing'
  | 'document-missing';

/** What a person does. `files`: photos and documents kept with the finding, those of this step included. */
export type Act =
  | {
      act: 'assign';
      unit: string | null;
      person: string | null;
      ownerAccount: string | null;
      dueOn: CalendarDay;
      measures: string | null;
    }
  | { act: 'progress'; text: string }
  | { act: 'propose'; text: string }
  | { act: 'return'; text: string }
  | { act: 'close'; result: string; files: number }
  | { act: 'exception'; reason: string; files: number };

/**
 * 谁不能销号: the person responsible, and the one who proposed the closing. Where nobody with an account is responsible, the name typed for
 * the person counts: somebody of the same name lets another person close it, or has the account assigned.
 */
function isConcerned(finding: Pick<FindingLife, 'ownerAccount' | 'person' | 'proposedBy'>, actor: Actor): boolean {
  const { ownerAccount, person, proposedBy } = finding;
  if (proposedBy === actor.username) return true;
  return ownerAccount === null ? person !== null && person === actor.name : ownerAccount === actor.accountId;
}

/**
 * 人做什么 (docs/definitions.md#finding-life): what a finding becomes when a person does something with it, or why not. Who may do it at all is
 * a question of roles.
 *
 * - A closed finding takes no step; only new facts reopen it.
 * - Assigning and notes begin the work. While a closing is proposed nobody is made responsible anew, or the one responsible could put
 *   another name there and close it himself; it is returned first.
 * - Closing needs the proposal (by a person or by the rules), a result in words, a file where it is urgent, and another person than the one
 *   responsible and than the one who proposed it. So two persons, or a person and the rules, always agree.
 * - An exception needs no proposal, but a reason, a file, and such another person.
 */
export function afterAct(finding: FindingLife, actor: Actor, act: Act): Change | { fault: LifeFault } {
  const fault = faultOf(finding, actor, act);
  if (fault !== null) return { fault };
  const begun: FindingState = finding.state === 'open' ? 'in_progress' : finding.state;
  switch (act.act) {
    case 'assign': {
      const { act: _act, measures, ...owner } = act;
      return { finding: { ...finding, ...owner, measures: measures ?? finding.measures, state: begun }, step: 'assigned' };
    }
    case 'progress':
      return { finding: { ...finding, progress: act.text.trim(), state: begun }, step: 'progress' };
    case 'propose':
      return { finding: { ...finding, progress: act.text.trim(), state: 'proposed', proposedBy: actor.username }, step: 'proposed' };
    case 'return':
      return { finding: { ...finding, state: 'in_progress', proposedBy: null }, step: 'returned' };
    case 'close':
      return { finding: { ...finding, state: 'closed', result: act.result.trim(), closedBy: actor.username }, step: 'closed' };
    case 'exception':
      return {
        finding: { ...finding, state: 'closed', exception: true, result: act.reason.trim(), closedBy: actor.username },
        step: 'exception',
      };
  }
}

function faultOf(finding: FindingLife, actor: Actor, act: Act): LifeFault | null {
  if (finding.state === 'closed') return 'closed-already';
  switch (act.act) {
    case 'assign':
      if (finding.state === 'proposed') return 'proposed-already';
      return act.unit === null && act.person === null && act.ownerAccount === null ? 'owner-missing' : null;
    case 'progress':
      return wordless(act.text);
    case 'propose':
      return finding.state === 'proposed' ? 'proposed-already' : wordless(act.text);
    case 'return':
      return finding.state === 'proposed' ? wordless(act.text) : 'not-proposed';
    case 'close':
      if (finding.state !== 'proposed') return 'not-proposed';
      if (isConcerned(finding, actor)) return 'own';
      return wordless(act.result) ?? (finding.urgent && act.files < 1 ? 'evidence-missing' : null);
    case 'exception':
      if (isConcerned(finding, actor)) return 'own';
      return wordless(act.reason) ?? (act.files < 1 ? 'document-missing' : null);
  }
}

function wordless(text: string): 'words-missing' | null {
  return text.trim() === '' ? 'words-missing' : null;
}
