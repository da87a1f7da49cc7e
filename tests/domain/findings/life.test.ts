/** The life of a finding (docs/definitions.md#finding-life), and over random histories. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dueOn, hoursOpen, isOverdue } from '~/domain/findings/due';
import { type Act, type Actor, afterAct, afterRules, type Change, type FindingLife, RULES_PROPOSE } from '~/domain/findings/life';
import type { Opened } from '~/domain/findings/opened';
import { found, li, wang, zhang } from './found';

const BY_VISIT = { record: 'visit', key: 'v2' };

const rules = (finding: FindingLife | null, now: Opened | null, today = '2021-01-10') =>
  afterRules(finding, now, { today, cleared: BY_VISIT });
const seen = (finding: FindingLife | null, now: Opened | null, today?: string) => rules(finding, now, today)?.finding ?? finding!;
function done(finding: FindingLife, actor: Actor, act: Act): FindingLife {
  const change = afterAct(finding, actor, act);
  if ('fault' in change) throw new Error(change.fault);
  return change.finding;
}
const fault = (finding: FindingLife, actor: Actor, act: Act) => {
  const change = afterAct(finding, actor, act);
  return 'fault' in change ? change.fault : null;
};
const assignTo = (account: string): Act => ({
  act: 'assign',
  unit: '能源局',
  person: null,
  ownerAccount: account,
  dueOn: '2021-02-01',
  measures: null,
});
const propose: Act = { act: 'propose', text: '炉子已拆' };
const close: Act = { act: 'close', result: '已清理', files: 0 };
const except: Act = { act: 'exception', reason: '父母家的煤', files: 1 };

const fresh = seen(null, found('v1'));
/** Closed by another person while the cause still holds. */
const closedEarly = done(done(fresh, zhang, propose), li, close);
const closedAfter = done(seen(fresh, null), li, close);

describe('what the rules do', () => {
  test('they open one, with its deadline; computing again changes nothing', () => {
    expect(rules(null, null)).toBeNull();
    expect(rules(null, found('v1'))?.step).toBe('opened');
    expect(fresh).toMatchObject({ state: 'open', times: 1, openedOn: '2021-01-10', dueOn: '2021-01-17' });
    expect(rules(fresh, found('v1'), '2021-03-01')).toBeNull();
  });
  test('the cause is gone: proposed with the record that cleared it; back: the proposal is withdrawn', () => {
    const proposed = rules(fresh, null, '2021-01-20')!;
    expect(proposed).toMatchObject({ step: 'proposed', finding: { state: 'proposed', proposedBy: RULES_PROPOSE } });
    expect(proposed.finding.cleared).toEqual({ ...BY_VISIT, on: '2021-01-20' });
    expect(rules(proposed.finding, null, '2021-01-21')).toBeNull();
    const back = rules(proposed.finding, found('v1'))!;
    expect(back).toMatchObject({ step: 'returned', finding: { state: 'open', times: 1, proposedBy: null, cleared: null } });
    const assigned = done(fresh, wang, assignTo(zhang.accountId));
    expect(seen(seen(assigned, null), found('v1')).state).toBe('in_progress');
  });
  test('what a person returned is not proposed again until the cause came back and went', () => {
    const returned = done(seen(fresh, null), li, { act: 'return', text: '照片看不清' });
    expect([returned.state, rules(returned, null)]).toEqual(['in_progress', null]);
    expect(rules(seen(returned, found('v1')), null)?.step).toBe('proposed');
  });
  test('other facts are noted; a proposal by a person stands meanwhile', () => {
    expect(rules(fresh, found('v2'))).toMatchObject({ step: 'cause', finding: { state: 'open', cause: { visit: 'v2' } } });
    expect(rules(done(fresh, zhang, propose), found('v1'))).toBeNull();
    expect(rules(done(fresh, zhang, propose), found('v2'))).toMatchObject({ finding: { state: 'proposed', proposedBy: 'zhang' } });
  });
  test('closed after the cause was gone: it reopens when the cause returns, the same or another', () => {
    expect(rules(closedAfter, null)).toBeNull();
    for (const visit of ['v1', 'v2']) {
      expect(rules(closedAfter, found(visit), '2021-02-01')).toMatchObject({
        step: 'reopened',
        finding: { state: 'open', times: 2, openedOn: '2021-02-01', dueOn: '2021-02-08', result: null, closedBy: null },
      });
    }
  });
  test('closed while the cause holds: the same facts leave it closed, others reopen it, and so does going and coming back', () => {
    expect(rules(closedEarly, found('v1'))).toBeNull();
    expect(rules(closedEarly, found('v2'))).toMatchObject({ step: 'reopened', finding: { times: 2 } });
    const gone = rules(closedEarly, null)!;
    expect(gone).toMatchObject({ step: 'cause', finding: { state: 'closed' } });
    expect(rules(gone.finding, null)).toBeNull();
    expect(rules(gone.finding, found('v1'))?.step).toBe('reopened');
  });
  test('an exception reopens only when the facts changed', () => {
    const exception = done(fresh, li, except);
    expect(exception).toMatchObject({ state: 'closed', exception: true, result: '父母家的煤' });
    expect([rules(exception, found('v1')), rules(exception, null)]).toEqual([null, null]);
    expect(rules(exception, found('v2'))).toMatchObject({ step: 'reopened', finding: { exception: false, times: 2 } });
  });
  test('urgency that changes sets the rule’s deadline anew; a person’s deadline stays otherwise', () => {
    const urgent = seen(null, found('v1', { urgent: true, days: 1 }));
    expect(seen(urgent, found('v2', { days: 15 }), '2021-01-20').dueOn).toBe('2021-01-25');
    expect(seen(fresh, found('v2', { urgent: true, days: 1 }), '2021-01-20').dueOn).toBe('2021-01-21');
    const assigned = done(fresh, wang, assignTo(zhang.accountId));
    expect(seen(assigned, found('v2')).dueOn).toBe('2021-02-01');
  });
});

describe('what persons do', () => {
  const assigned = done(fresh, wang, assignTo(zhang.accountId));
  test('assigning and notes begin the work', () => {
    expect(assigned).toMatchObject({ state: 'in_progress', ownerAccount: 'id-zhang', dueOn: '2021-02-01' });
    expect(done(fresh, wang, { act: 'progress', text: '已通知' })).toMatchObject({ state: 'in_progress', progress: '已通知' });
    const nobody = { ...assignTo(''), unit: null, ownerAccount: null } as Act;
    expect(fault(fresh, wang, nobody)).toBe('owner-missing');
    expect(fault(fresh, wang, { act: 'progress', text: ' ' })).toBe('words-missing');
  });
  test('closing needs the proposal, a result, and another person than the responsible one and the proposer', () => {
    expect(fault(assigned, li, close)).toBe('not-proposed');
    const proposed = done(assigned, wang, propose);
    expect([zhang, wang, li].map((actor) => fault(proposed, actor, close))).toEqual(['own', 'own', null]);
    expect(fault(proposed, li, { ...close, result: ' ' } as Act)).toBe('words-missing');
    expect(fault(seen(assigned, null), zhang, close)).toBe('own');
    expect(fault(seen(assigned, null), wang, close)).toBeNull();
    expect(fault(proposed, wang, assignTo(li.accountId))).toBe('proposed-already');
    expect(fault(proposed, li, propose)).toBe('proposed-already');
    expect(fault(assigned, li, { act: 'return', text: '为什么' })).toBe('not-proposed');
  });
  test('a name typed by hand counts where no account is responsible', () => {
    const byName = done(fresh, wang, { ...assignTo(''), ownerAccount: null, person: 'zhang' } as Act);
    expect([zhang, li].map((actor) => fault(done(byName, wang, propose), actor, close))).toEqual(['own', null]);
  });
  test('an urgent one needs evidence, an exception a document and another person', () => {
    const urgent = seen(null, found('v1', { urgent: true, days: 1 }));
    expect(fault(done(urgent, zhang, propose), li, close)).toBe('evidence-missing');
    expect(fault(done(urgent, zhang, propose), li, { ...close, files: 1 } as Act)).toBeNull();
    expect(fault(assigned, li, { ...except, files: 0 } as Act)).toBe('document-missing');
    expect(fault(assigned, li, { ...except, reason: '' } as Act)).toBe('words-missing');
    expect([zhang, li].map((actor) => fault(assigned, actor, except))).toEqual(['own', null]);
  });
  test('a closed one takes no step', () => {
    for (const act of [assignTo('x'), propose, close, except, { act: 'progress', text: 'x' }, { act: 'return', text: 'x' }] as Act[]) {
      expect(fault(closedAfter, li, act)).toBe('closed-already');
    }
  });
});

describe('over random histories', () => {
  const facts = fc.constantFrom(null, found('v1'), found('v2'), found('v2', { urgent: true, days: 1 }));
  const acts = fc.oneof(
    fc.constantFrom<Act>(assignTo('id-zhang'), assignTo('id-li'), propose, except, { act: 'return', text: '再查' }),
    fc.record({ act: fc.constant('close' as const), result: fc.constantFrom('', '已改'), files: fc.nat(1) }),
    fc.record({ act: fc.constant('progress' as const), text: fc.constantFrom('', '在办') }),
  );
  const events = fc.array(fc.oneof(fc.record({ now: facts }), fc.record({ act: acts, actor: fc.constantFrom(zhang, li, wang) })), {
    maxLength: 40,
  });

  test('nothing is lost, computing again changes nothing, and it is closed only by a second person with a result', () => {
    fc.assert(
      fc.property(events, (history) => {
        let finding: FindingLife | null = null;
        let holds: Opened | null = null;
        let goneWhileClosed = false;
        for (const event of history) {
          const before: FindingLife | null = finding;
          let change: Change | null = null;
          if ('now' in event) {
            holds = event.now;
            change = rules(finding, holds);
            finding = change?.finding ?? finding;
          } else if (finding !== null) {
            const result: Change | { fault: string } = afterAct(finding, event.actor, event.act);
            change = 'fault' in result ? null : result;
            finding = change?.finding ?? finding;
          }
          if (before !== null) expect(finding).not.toBeNull();
          if (finding === null) continue;
          // Idempotent: the same facts once more.
          if ('now' in event) expect(rules(finding, holds)).toBeNull();
          expect(finding.times).toBe((before?.times ?? 1) + (change?.step === 'reopened' ? 1 : 0));
          expect(finding.closedBy !== null).toBe(finding.state === 'closed');
          if (finding.exception) expect(finding.state).toBe('closed');
          if (finding.state === 'proposed') expect(finding.proposedBy).not.toBeNull();
          if (finding.state === 'open' || finding.state === 'in_progress') expect(finding.proposedBy).toBeNull();
          if (finding.state === 'closed' && before?.state !== 'closed') {
            if (!('act' in event)) throw new Error('closed without a person');
            expect(finding.result).not.toBe('');
            expect(before?.ownerAccount).not.toBe(event.actor.accountId);
            expect(before?.proposedBy).not.toBe(event.actor.username);
          }
          // What the rules have just seen and nobody has closed stands open, with the facts as they are.
          if ('now' in event && finding.state !== 'closed') {
            if (holds) expect([finding.cleared, finding.cause]).toEqual([null, holds.cause]);
            else expect(finding.cleared).not.toBeNull();
          }
          if ('now' in event && holds && finding.state === 'closed') expect(finding.exception || !goneWhileClosed).toBe(true);
          goneWhileClosed = finding.state === 'closed' && holds === null && !finding.exception;
        }
      }),
      { numRuns: 300 },
    );
  });
});

test('the deadline counts from the opening; today is in time', () => {
  expect([dueOn('2020-12-31', 1), dueOn('2021-02-01', 30)]).toEqual(['2021-01-01', '2021-03-03']);
  const finding = { state: 'open', dueOn: '2021-01-17' };
  expect([isOverdue(finding, '2021-01-17'), isOverdue(finding, '2021-01-18')]).toEqual([false, true]);
  expect(isOverdue({ ...finding, state: 'closed' }, '2021-02-01')).toBe(false);
  const urgent = { state: 'open', urgent: true, openedAt: '2021-01-10T02:00:00Z' };
  expect(['2021-01-10T02:59:59Z', '2021-01-11T03:00:00Z', '2021-01-09T00:00:00Z'].map((now) => hoursOpen(urgent, now))).toEqual([0, 25, 0]);
  expect([
    hoursOpen({ ...urgent, urgent: false }, '2021-01-11T00:00:00Z'),
    hoursOpen({ ...urgent, state: 'closed' }, '2021-01-11T00:00:00Z'),
  ]).toEqual([null, null]);
});
