import { expect, test } from 'vitest';
import type { ProblemCode, ProblemDetails } from '~/domain/problems';
import { policySchema } from '~/domain/subsidy/policy';
import { sentenceOf } from '~/i18n/sentence-of.server';

/** What a form or a sheet says of a policy with these terms. */
function said(terms: Record<string, string>): string[] {
  const typed = {
    policy: 'P1',
    document: '示例',
    division: '140602',
    season: '2020-2021',
    kind: '运行',
    unit: '元/户',
    dueOn: '2021-06-30',
    ...terms,
  };
  return policySchema.safeParse(typed).error!.issues.map((issue) => {
    const details = issue.code === 'custom' ? (issue.params as ProblemDetails | undefined) : undefined;
    return sentenceOf('zh-CN', { code: issue.message as ProblemCode, details });
  });
}

test('a price of −5 and shares of 90 % together get a sentence each, about what was typed', () => {
  expect(said({ rate: '−5', shares: '省:40%;县:50%' })).toEqual([
    '单价写的是“−5”，不能小于 0。补多少写多少，例如 1.36；这一项不补就写 0。',
    '各级分担加起来是 90 %，要正好 100 %。三级平摊请写 33.33、33.33、33.34；表格里写“省:0.3333;市:0.3333;县:0.3334”。',
  ]);
  expect(said({ rate: '1', shares: '省:60%;县:60%' })[0]).toMatch(/^各级分担加起来是 120 %，/);
  expect(said({ tiers: '0-1500:-1.36' })[0]).toMatch(/^单价写的是“-1.36”，不能小于 0。/);
});
