import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HouseholdStatus } from '~/domain/contract/enumerations';
import { isInScopeOn } from '~/domain/household/in-scope';
import { changedFields } from '~/domain/household/ledger/changed-fields';
import { correctionForm, readingForm } from '~/domain/household/ledger/correction-form';
import { deathForm, mergeForm, moveForm, splitForm } from '~/domain/household/ledger/event-form';
import { mayDecide } from '~/domain/household/ledger/household-change';
import {
  areaAtStart,
  type EventHousehold,
  leftAfterSplit,
  type Shares,
  togetherAfterMerge,
  whatForbids,
  whatForbidsAccount,
} from '~/domain/household/ledger/household-event';
import { SECOND_LOOK_FIELDS } from '~/domain/household/ledger/needs-second-look';
import { redirectsPayment } from '~/domain/household/ledger/redirects-payment';

const TODAY = '2026-11-28';
const problemsOf = (parsed: { success: boolean; error?: { issues: { path: PropertyKey[]; message: string }[] } }) =>
  Object.fromEntries((parsed.error?.issues ?? []).map(({ path, message }) => [path.join('.'), message]));

describe('a second look', () => {
  test('at an imported account that takes the place of one, or whose known holder changes', () => {
    const payee = (account: string | null, holder: string | null = null) => ({ account, holder });
    expect(redirectsPayment(payee(null), payee('1'))).toBe(false);
    expect(redirectsPayment(payee(null, '张三'), payee(null, '李四'))).toBe(false);
    expect(redirectsPayment(payee('1'), payee('1'))).toBe(false);
    expect(redirectsPayment(payee('1'), payee('1', '张三'))).toBe(false);
    expect(redirectsPayment(payee('1'), payee('2'))).toBe(true);
    expect(redirectsPayment(payee('1'), payee(null))).toBe(true);
    expect(redirectsPayment(payee('1', '张三'), payee('1', '李四'))).toBe(true);
    expect(redirectsPayment(payee('1', '张三'), payee('1', null))).toBe(true);
  });

  test('at what decides who is paid, where, whether and how much; at nothing else', () => {
    expect([...SECOND_LOOK_FIELDS].sort()).toEqual(
      [
        ...['head', 'idNumber', 'idMissingReason', 'bankAccount', 'bankHolder', 'status', 'hardship', 'mode', 'year', 'installedOn'],
        ...['serial', 'invoice', 'heatedArea', 'electricMeter', 'gasMeter'],
      ].sort(),
    );
  });

  test('is another person’s; whoever asked takes it back, and what is decided stays', () => {
    expect(mayDecide({ state: 'waiting', askedBy: 'yi' }, 'yi')).toBe('withdraw');
    expect(mayDecide({ state: 'waiting', askedBy: 'yi' }, 'er')).toBe('decide');
    for (const state of ['confirmed', 'declined', 'withdrawn'] as const) expect(mayDecide({ state, askedBy: 'yi' }, 'er')).toBeNull();
  });
});

describe('a part of the ledger as it is typed', () => {
  const typed = (more: Record<string, unknown>) => correctionForm('register', TODAY).safeParse({ revision: '3', reason: '核实', ...more });

  test('an empty box empties a plain field, keeps a sealed one, and a field that was not sent stays', () => {
    const parsed = typed({ head: ' 张三 ', address: '', phone: '', idNumber: '' });
    expect(parsed.data).toMatchObject({ revision: 3, values: { head: '张三', address: null } });
    expect(Object.keys(parsed.data!.values).sort()).toEqual(['address', 'head']);
    expect(typed({ phone: '', clear: 'phone' }).data!.values).toEqual({ phone: null });
  });

  test('says at each field what is wrong', () => {
    expect(problemsOf(typed({ head: '', idNumber: '140602196305120011', people: '2', elderly: '3', status: 'away', phone: '12' }))).toEqual(
      {
        head: 'household.head-missing',
        idNumber: 'household.id-malformed',
        elderly: 'ledger.more-elderly',
        status: 'ledger.not-a-choice',
        phone: 'household.phone-malformed',
      },
    );
    expect(problemsOf(typed({ reason: ' ' }))).toEqual({ reason: 'reason.missing' });
    const account = (bankAccount: string) => correctionForm('account', TODAY).safeParse({ revision: '1', reason: '卡', bankAccount });
    expect(account('６２１７ 0000-0000 0001').data!.values).toEqual({ bankAccount: '6217000000000001' });
    expect(problemsOf(account('6217*1'))).toEqual({ bankAccount: 'ledger.account-malformed' });
  });

  test('a reading: usage is the difference unless it is given', () => {
    const read = (more: Record<string, string>) =>
      readingForm.safeParse({ revision: '1', season: '2026-2027', energy: 'gas', source: '抄表', reason: '错位', ...more });
    expect(read({ start: '10', end: '110.5', usage: '' }).data).toMatchObject({ start: 10, end: 110.5, usage: 100.5 });
    expect(read({ start: '10', end: '5', usage: '40' }).data).toMatchObject({ usage: 40 });
    expect(problemsOf(read({ start: '10', end: '5', usage: '' }))).toEqual({ end: 'ledger.reading-order' });
    expect(problemsOf(read({ start: '', end: '5', usage: '' }))).toEqual({ usage: 'ledger.usage-missing' });
  });
});

test('what a change wrote, by field: masks for numbers, of hardship only that it changed', () => {
  expect(
    changedFields(
      'household',
      { head: '张三', head_initials: 'zs', bank_account_masked: '***1', bank_account_fingerprint: 'a', hardship_encrypted: 'x', people: 3 },
      { head: '李四', head_initials: 'ls', bank_account_masked: '***1', bank_account_fingerprint: 'b', hardship_encrypted: 'y', people: 3 },
    ),
  ).toEqual([
    { field: 'head', before: '张三', after: '李四', hidden: false },
    { field: 'hardship', before: null, after: null, hidden: true },
    { field: 'bankAccount', before: '***1', after: '***1', hidden: false },
  ]);
});

describe('events', () => {
  const one = (more: Partial<EventHousehold> = {}): EventHousehold => ({
    number: 'A',
    status: 'normal',
    lastOn: null,
    underway: [],
    ...more,
  });
  const other = one({ number: 'B' });
  const event = { kind: 'merge', on: '2026-11-20', ends: true, changesAccount: false } as const;
  const codeOf = (...given: Parameters<typeof whatForbids>) => whatForbids(...given)?.code ?? null;

  test('happen on a day that has come, in order, to households that count', () => {
    expect(codeOf(event, TODAY, one(), other)).toBeNull();
    expect(codeOf({ ...event, on: '2026-11-29' }, TODAY, one(), other)).toBe('event.in-future');
    expect(codeOf({ ...event, on: TODAY }, TODAY, one(), other)).toBeNull();
    expect(codeOf(event, TODAY, one({ lastOn: '2026-11-21' }), other)).toBe('event.before-last');
    expect(codeOf(event, TODAY, one({ lastOn: '2026-11-20' }), other)).toBeNull();
    expect(codeOf(event, TODAY, one(), one({ number: 'B', lastOn: '2026-11-21' }))).toBe('event.before-last');
    for (const status of ['cancelled', 'demolished', 'nominal'] as const) {
      expect(codeOf(event, TODAY, one({ status }), other)).toBe('event.household-ended');
      expect(codeOf(event, TODAY, one(), one({ number: 'B', status }))).toBe('event.household-ended');
    }
    expect(codeOf(event, TODAY, one(), null)).toBe('event.into-missing');
    expect(codeOf(event, TODAY, one(), one())).toBe('event.into-itself');
  });

  test('no household ends while money is on its way to it, and no account changes while a bank has it', () => {
    const drafted = one({ underway: [{ batch: 'P1', released: false }] });
    const released = one({ underway: [{ batch: 'P1', released: true }] });
    expect(codeOf(event, TODAY, drafted, other)).toBe('event.being-paid');
    expect(codeOf({ ...event, kind: 'split', ends: false }, TODAY, released, null)).toBeNull();
    const heir = { ...event, kind: 'death', ends: false, changesAccount: true } as const;
    expect(codeOf(heir, TODAY, drafted, null)).toBeNull();
    expect(codeOf(heir, TODAY, released, null)).toBe('household-change.being-paid');
    expect(whatForbidsAccount(drafted.underway)).toBeNull();
  });

  const count = fc.option(fc.integer({ min: 0, max: 9 }));
  const shares = fc.record<Shares>({
    people: count,
    elderly: count,
    heatedArea: fc.option(fc.integer({ min: 0, max: 30_000 }).map((n) => n / 100)),
  });
  const cents = (value: number | null) => (value === null ? null : Math.round(value * 100));

  test('a split takes nothing that is not there, and a merger gives all of it back', () => {
    fc.assert(
      fc.property(shares, shares, (all, taken) => {
        const split = leftAfterSplit(all, taken);
        for (const part of ['people', 'elderly', 'heatedArea'] as const) {
          const tooMuch = all[part] !== null && taken[part] !== null && taken[part] > all[part];
          if ('tooMuch' in split) {
            if (split.tooMuch === part) expect(tooMuch).toBe(true);
            continue;
          }
          expect(tooMuch).toBe(false);
          expect(split.left[part] === null || split.left[part] >= 0).toBe(true);
          if (all[part] !== null && taken[part] !== null) expect(cents(togetherAfterMerge(split.left, taken)[part])).toBe(cents(all[part]));
        }
      }),
    );
  });

  test('the area of a season is the one at its start', () => {
    const changes = [
      { on: '2026-11-20', before: 80 },
      { on: '2027-01-10', before: 160 },
    ];
    expect(areaAtStart(120, changes, '2026-10-15')).toBe(80);
    expect(areaAtStart(120, changes, '2026-11-20')).toBe(160);
    expect(areaAtStart(120, changes, '2027-10-15')).toBe(120);
    expect(areaAtStart(120, [], '2026-10-15')).toBe(120);
  });

  test('a season’s square metres are counted once, whatever splits and mergers come during it', () => {
    const day = fc.integer({ min: 1, max: 28 }).map((n) => `2026-11-${String(n).padStart(2, '0')}`);
    const step = fc.record({ on: day, split: fc.boolean(), part: fc.integer({ min: 0, max: 100 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), day, (steps, startsOn) => {
        type House = { area: number; began: string | null; ended: string | null; changes: { on: string; before: number | null }[] };
        const houses: House[] = [{ area: 10_000, began: null, ended: null, changes: [] }];
        for (const { on, split, part } of [...steps].sort((a, b) => (a.on < b.on ? -1 : 1))) {
          const alive = houses.filter(({ ended }) => ended === null);
          const first = alive[0]!;
          if (split) {
            const taken = Math.trunc((first.area * part) / 100);
            first.changes.push({ on, before: first.area });
            first.area -= taken;
            houses.push({ area: taken, began: on, ended: null, changes: [] });
          } else if (alive.length > 1) {
            const into = alive[1]!;
            into.changes.push({ on, before: into.area });
            into.area += first.area;
            first.ended = on;
          }
        }
        const counted = houses
          .filter(({ began, ended }) => isInScopeOn({ status: ended ? 'cancelled' : 'normal', beganOn: began, endedOn: ended }, startsOn))
          .reduce((sum, { area, changes }) => sum + areaAtStart(area, changes, startsOn)!, 0);
        expect(counted).toBe(10_000);
      }),
    );
  });

  test('a household counts from the day it began until the day it ended', () => {
    const ended = { status: 'cancelled' as HouseholdStatus, beganOn: '2026-10-01', endedOn: '2026-11-20' };
    expect(['2026-09-30', '2026-10-01', '2026-11-19', '2026-11-20'].map((day) => isInScopeOn(ended, day))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(isInScopeOn({ status: 'cancelled' }, '2020-01-01')).toBe(false);
    expect(isInScopeOn({ status: 'idle', beganOn: null, endedOn: null }, '2020-01-01')).toBe(true);
  });

  test('forms say what is missing', () => {
    const given = { revision: '1', on: '2026-11-20', reason: '核实' };
    const people = { head: '李四', residence: 'resident', address: '2排2号' };
    expect(splitForm(TODAY).safeParse({ ...given, ...people, people: '2', idNumber: '' }).data!.values).toMatchObject({
      ...people,
      people: 2,
      heatedArea: null,
    });
    expect(problemsOf(splitForm(TODAY).safeParse({ ...given, head: '', address: '2排2号' }))).toEqual({
      head: 'household.head-missing',
      residence: 'ledger.required',
    });
    expect(problemsOf(splitForm(TODAY).safeParse({ ...given, head: '李四', residence: 'resident', address: '' }))).toEqual({
      address: 'household.door-missing',
    });
    expect(problemsOf(mergeForm.safeParse({ ...given, into: ' ' }))).toEqual({
      into: 'event.into-missing',
      houses: 'event.houses-missing',
    });
    expect(problemsOf(moveForm.safeParse({ ...given, where: 'out', to: '' }))).toEqual({ to: 'event.to-missing' });
    expect(problemsOf(moveForm.safeParse({ ...given, where: 'within' }))).toEqual({ village: 'roster.village-missing' });
    expect(problemsOf(deathForm(TODAY).safeParse({ ...given, left: 'head', head: '李四' }))).toEqual({ account: 'event.account-missing' });
    expect(deathForm(TODAY).safeParse({ ...given, left: 'nobody' }).data).toMatchObject({ nobodyLeft: true, values: {} });
    expect(problemsOf(deathForm(TODAY).safeParse({ ...given, on: '2026-11-31', left: 'nobody' }))).toEqual({ on: 'event.day-missing' });
  });
});
