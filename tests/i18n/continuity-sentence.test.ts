import { expect, test } from 'vitest';
import { keysOf } from '~/domain/contract/enumerations';
import type { ContinuityReason } from '~/domain/subsidy/continuity';
import { continuitySentence } from '~/i18n/continuity-sentence';
import { words } from '~/i18n/words.server';

const REASONS: ContinuityReason[] = [
  { status: 'arrears', owed: 60_000, dueOn: '2022-06-30' },
  { status: 'interrupted', before: '2020-2021', dueBefore: 200_000 },
  { status: 'reduced', before: '2020-2021', dueBefore: 200_000, gives: 150_000 },
  { status: 'not_due', owed: 60_000, dueOn: '2022-06-30' },
  { status: 'continuous', paid: 123_450 },
  { status: 'never' },
  { status: 'not_applicable' },
];

test('every status has its reason in words', () => {
  expect(REASONS.map(({ status }) => status)).toEqual(keysOf('continuity'));
  expect(REASONS.map((reason) => continuitySentence(words() as never, reason, 'zh-CN'))).toEqual([
    '到期没发的有600.00元，从2022年7月1日起拖欠',
    '2020-2021采暖季有运行补贴2,000.00元，本季仍在清洁取暖，却没有补贴',
    '同样用量，2020-2021采暖季补2,000.00元，本季只补1,500.00元，少500.00元',
    '还有600.00元没发，最迟2022年6月30日发到',
    '本季运行补贴1,234.50元已全部发到，标准没有降低',
    '已接通清洁取暖，上季和本季都没有运行补贴',
    '没有可比的运行补贴',
  ]);
  for (const reason of REASONS)
    expect(continuitySentence(words('en') as never, reason, 'en')).not.toMatch(/\p{Script=Han}|undefined|\{\{/u);
});
