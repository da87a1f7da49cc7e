/** What state a finding was in on a past day (docs/definitions.md#findings-then). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Act, afterAct, afterRules, type FindingLife, type FindingState, RULES_PROPOSE } from '~/domain/findings/life';
import { type KeptStep, stateThen } from '~/domain/findings/state-then';
import { addDays } from '~/domain/time/calendar-day';
import { found, li, wang, zhang } from './found';

const step = (kind: KeptStep['kind'], day: string, more: Partial<KeptStep> = {}): KeptStep => ({
  kind,
  day: `2021-01-${day}`,
  actor: 'zhang',
  begins: true,
  ...more,
});
const RULES = { actor: RULES_PROPOSE };
const on = (steps: readonly KeptStep[], days: readonly string[]) => days.map((day) => stateThen(steps, `2021-01-${day}`));

describe('day by day', () => {
  test('opened, given to somebody, proposed, closed and reopened: each from its day on', () => {
    const life = [
      step('opened', '05', RULES),
      step('assigned', '07'),
      step('progress', '08'),
      step('proposed', '10'),
      step('closed', '12', { actor: 'li' }),
      step('reopened', '20', RULES),
      step('cause', '21', RULES),
      step('exception', '25', { actor: 'li' }),
    ];
    expect(on(life, ['04', '05', '06', '07', '09', '10', '11', '12', '19', '20', '24', '25', '31'])).toEqual([
      null,
      ...['open', 'open', 'in_progress', 'in_progress', 'proposed', 'proposed', 'closed', 'closed', 'open', 'open', 'closed', 'closed'],
    ]);
  });

  test('several steps of one day: what it stood at when the day ended', () => {
    const life = [step('opened', '05', RULES), step('proposed', '05'), step('returned', '05', { actor: 'li' })];
    expect(on(life, ['04', '05'])).toEqual([null, 'in_progress']);
  });

  test('a proposal that the rules withdraw goes back to where it was', () => {
    const proposed = [step('proposed', '10', RULES), step('returned', '11', RULES)];
    const opened = step('opened', '05', RULES);
    expect(on([opened, ...proposed], ['10', '11'])).toEqual(['proposed', 'open']);
    for (const work of [step('assigned', '06'), step('progress', '06')])
      expect(on([opened, work, ...proposed], ['06', '10', '11'])).toEqual(['in_progress', 'proposed', 'in_progress']);
    // A word about progress of before it was reopened is over; who is responsible stays.
    const again = [step('closed', '07', { actor: 'li' }), step('reopened', '08', RULES)];
    expect(on([opened, step('progress', '06'), ...again, ...proposed], ['08', '11'])).toEqual(['open', 'open']);
    expect(on([opened, step('assigned', '06'), ...again, ...proposed], ['08', '11'])).toEqual(['open', 'in_progress']);
  });

  test('a request for news begins nothing; a note while closing is proposed leaves it proposed', () => {
    expect(on([step('opened', '05'), step('progress', '06', { begins: false })], ['06'])).toEqual(['open']);
    expect(on([step('opened', '05'), step('proposed', '06'), step('progress', '07')], ['07'])).toEqual(['proposed']);
  });

  test('a sheet of March that closes in January: there and closed in January', () => {
    const sheet = (day: string, closed: string) => [
      { ...step('opened', '05'), day },
      { ...step('assigned', '05'), day },
      { ...step('closed', '05'), day: closed },
    ];
    const march = '2021-03-01';
    expect(['2021-01-19', '2021-01-20', march].map((day) => stateThen(sheet(march, '2021-01-20'), day))).toEqual([
      null,
      'closed',
      'closed',
    ]);
  });
});

describe('over random lives', () => {
  const actors = [zhang, li, wang];
  const acts = fc.constantFrom<Act>(
    { act: 'assign', unit: '能源局', person: null, ownerAccount: 'id-zhang', dueOn: '2021-02-01', measures: null },
    { act: 'progress', text: '在办' },
    { act: 'propose', text: '已拆' },
    { act: 'return', text: '再查' },
    { act: 'close', result: '已改', files: 1 },
    { act: 'exception', reason: '无误', files: 1 },
  );
  const events = fc.array(
    fc.record({
      later: fc.nat(2),
      what: fc.oneof(
        fc.record({ now: fc.constantFrom(null, found('v1'), found('v2')) }),
        fc.record({ act: acts, actor: fc.constantFrom(...actors) }),
      ),
    }),
    { maxLength: 40 },
  );

  test('as of a day it is what was recorded on that day, and as of today what it is', () => {
    fc.assert(
      fc.property(events, (history) => {
        let finding: FindingLife | null = null;
        let day = '2021-01-01';
        const steps: KeptStep[] = [];
        const recorded = new Map<string, FindingState | null>();
        for (const { later, what } of history) {
          day = addDays(day, later);
          if ('now' in what) {
            const change = afterRules(finding, what.now, { today: day, cleared: null });
            if (change) {
              finding = change.finding;
              steps.push({ kind: change.step, day, actor: RULES_PROPOSE, begins: false });
            }
          } else if (finding !== null) {
            const change = afterAct(finding, what.actor, what.act);
            if (!('fault' in change)) {
              finding = change.finding;
              steps.push({ kind: change.step, day, actor: what.actor.username, begins: true });
            }
          }
          recorded.set(day, (finding as FindingLife | null)?.state ?? null);
        }
        let last: FindingState | null = null;
        for (let at = '2020-12-31'; at <= addDays(day, 1); at = addDays(at, 1)) {
          last = recorded.get(at) ?? last;
          expect(stateThen(steps, at), at).toBe(last);
        }
        expect(stateThen(steps, day)).toBe((finding as FindingLife | null)?.state ?? null);
      }),
      { numRuns: 1_000 },
    );
  });
});
