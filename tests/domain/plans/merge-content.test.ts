import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changedIn, mergeContent } from '~/domain/plans/merge-content';
import { PLAN_PARTS } from '~/domain/plans/parts/parts';
import { blankContent, planForm } from '~/domain/plans/plan-content';
import { mayDecide, PLAN_DECISIONS, PLAN_STATES, stateAfter } from '~/domain/plans/plan-states';

const base = blankContent('方案', '2021-02-01');
const withText = (part: (typeof PLAN_PARTS)[number], text: string, of = base) => ({
  ...of,
  parts: { ...of.parts, [part]: { ...of.parts[part], text } },
});

test('two people in different parts both keep what they wrote', () => {
  const { content, conflicts } = mergeContent(base, { ...withText('coal', '别人'), unit: '能源局' }, withText('path', '我'));
  expect(conflicts).toEqual([]);
  expect([content.parts.coal.text, content.parts.path.text, content.unit]).toEqual(['别人', '我', '能源局']);
});

test('two people in the same part is a conflict, the same words are none', () => {
  expect(mergeContent(base, withText('coal', '别人'), withText('coal', '我')).conflicts).toEqual(['coal']);
  expect(mergeContent(base, withText('coal', '一样'), withText('coal', '一样')).conflicts).toEqual([]);
  expect(mergeContent(base, { ...base, unit: 'a' }, { ...base, unit: 'b' }).conflicts).toEqual(['unit']);
});

test('nothing anybody wrote is lost without a conflict being named', () => {
  const texts = fc.record(Object.fromEntries(PLAN_PARTS.map((part) => [part, fc.constantFrom('', 'a', 'b')])));
  const contentOf = (said: Record<string, string>) => PLAN_PARTS.reduce((of, part) => withText(part, said[part]!, of), base);
  fc.assert(
    fc.property(texts, texts, texts, (a, b, c) => {
      const [from, now, typed] = [contentOf(a), contentOf(b), contentOf(c)];
      const { content, conflicts } = mergeContent(from, now, typed);
      for (const part of PLAN_PARTS) {
        if (conflicts.includes(part)) continue;
        const written = [now, typed].map(({ parts }) => parts[part].text).filter((text) => text !== from.parts[part].text);
        for (const text of written) expect(content.parts[part].text).toBe(text);
      }
      expect(changedIn(now, mergeContent(now, now, now).content)).toEqual({ head: [], parts: [] });
    }),
  );
});

test('a form says its texts and what it took over; money is typed in 万元', () => {
  const form = planForm.parse({
    name: ' 方案 ',
    version: '2',
    budget: '1,234.5',
    dueOn: '2021-09-30',
    'text.path': 'a\r\nb',
    'take.path': 'ff',
  });
  expect(form).toMatchObject({ name: '方案', version: 2, budget: 1_234_500_000, dueOn: '2021-09-30', unit: '' });
  expect(form.parts.path).toEqual({ text: 'a\nb', take: 'ff' });
  for (const [field, value, code] of [
    ['budget', '很多', 'plan.budget-malformed'],
    ['dueOn', '2021-02-30', 'policy.day-malformed'],
    ['name', ' ', 'plan.name-missing'],
  ] as const) {
    const parsed = planForm.safeParse({ name: 'x', version: '1', [field]: value });
    expect(parsed.error?.issues.map(({ message }) => message)).toEqual([code]);
  }
});

test('起草 → 报批 → 批准 or 退回; an approved plan is reopened before it is changed; nobody decides about their own', () => {
  const allowed = PLAN_STATES.flatMap((state) => PLAN_DECISIONS.map((decision) => [state, decision, stateAfter(state, decision)]));
  expect(allowed.filter(([, , to]) => to !== null)).toEqual([
    ['draft', 'submit', 'submitted'],
    ['submitted', 'approve', 'approved'],
    ['submitted', 'return', 'returned'],
    ['submitted', 'reopen', 'draft'],
    ['approved', 'reopen', 'draft'],
    ['returned', 'submit', 'submitted'],
  ]);
  expect(mayDecide('b', { writers: ['a'], submittedBy: 'a' })).toBe(true);
  expect(mayDecide('b', { writers: ['a', 'b'], submittedBy: 'a' })).toBe(false);
  expect(mayDecide('b', { writers: ['a'], submittedBy: 'b' })).toBe(false);
});
