/** Every rule says what it found in one sentence, with the figures of its cause and nothing left open. */
import { describe, expect, test } from 'vitest';
import type { Cause } from '~/domain/findings/opened';
import { RULE_CODES, type RuleCode } from '~/domain/findings/rule-codes';
import { causeSentence, type FindingT, ruleName, ruleTodo, sourceWord, stateWord, stepWord } from '~/i18n/finding-words';
import { words } from '~/i18n/words.server';

const zh = words() as unknown as FindingT;
const en = words('en') as unknown as FindingT;

const CASES: [RuleCode, Cause, string][] = [
  [
    'R01',
    { key: 'id', count: 2, entitled: 2, span: 'counties', amount: 123_450, limit: 1 },
    '2 户登记了同一个身份证号，2 户有补贴（跨县），共到账 1,234.50 元',
  ],
  [
    'R02',
    { key: 'account', count: 4, entitled: 3, span: 'village', amount: 0, limit: 3 },
    '4 户用同一个银行账号（多于 3 户要查），3 户有补贴（同一个村），共到账 0.00 元',
  ],
  ['R03', { modes: ['electric_household', 'gas'], paid: 300_000 }, '同一户领了煤改电(分户)、煤改气的设备补贴，共到账 3,000.00 元'],
  ['R04', { why: 'status', status: 'cancelled', due: 100 }, '这户已是销户，本季还有应补 1.00 元'],
  ['R04', { why: 'pulled-down', status: 'normal', due: 100 }, '入户看到房子已拆除，本季还有应补 1.00 元'],
  ['R05', { fault: 'faulty' }, '本季有补贴，身份证号与校验码对不上'],
  ['R06', { energy: 'gas', paid: 100 }, '本季气表用量是 0，运行补贴到账 1.00 元'],
  ['R07', { policy: 'P1', due: 100, paid: 150, above: 50, withdrawn: false }, '政策 P1 应补 1.00 元，到账 1.50 元，多发 0.50 元'],
  ['R08', { mode: 'gas', visitedOn: null }, '已改煤改气、常住，本季表上用量是 0'],
  ['R09', { signs: ['stove-in-use', 'bought-coal'], visit: 'v', visitedOn: '2021-01-10' }, '2021年1月10日入户看到：煤炉在用、本季买过煤'],
  ['R10', { mode: 'gas', installedOn: null, visitedOn: null }, '煤改气已装，采暖季已经开始，没有接通日期，也还没有入户看过'],
  ['R10', { mode: 'gas', installedOn: null, visitedOn: '2021-01-10' }, '煤改气已装，采暖季已经开始，2021年1月10日入户时没有接通'],
  ['R11', { zoneType: 'fringe', mode: 'none' }, '城乡结合部的常住户，还没有改造（未改造）'],
  [
    'R12',
    { stoveRemovedOn: '2020-10-01', coalClearedOn: '2020-10-02', connectedOn: null, connected: false },
    '2020年10月1日拆了煤炉、2020年10月2日清了存煤，到现在还没有通暖',
  ],
  [
    'R12',
    { stoveRemovedOn: null, coalClearedOn: '2020-10-02', connectedOn: '2020-11-01', connected: true },
    '2020年10月2日清了存煤，2020年11月1日才接通',
  ],
  [
    'R13',
    { why: 'no-coal-zone', payments: 2, firstPaidOn: '2020-12-01', amount: 100 },
    '所在村在禁煤区，2020年12月1日起还发了 2 笔用煤补贴，共 1.00 元',
  ],
  ['R14', { visit: 'v', visitedOn: '2021-01-10' }, '2021年1月10日入户时主要烧柴草'],
  [
    'R15',
    { faults: ['closing', 'rating'], kind: 'waste_heat', rating: 'C', tonnes: null },
    '这处工业余热已列入淘汰关停、环保绩效不是 A 级或 B 级，还在给已改造的户供暖',
  ],
  [
    'R16',
    { status: 'reduced', before: '2019-2020', dueBefore: 200, gives: 150, lost: 50 },
    '退坡：2019-2020采暖季补 2.00 元，本季同样用量只补 1.50 元，少 0.50 元',
  ],
  ['R17', { owed: 100, dueOn: '2021-05-31' }, '到期没发的有 1.00 元，应在2021年5月31日前发到'],
  ['R18', { policies: ['P1', 'P2'] }, '有困难身份，符合政策 P1、P2，本季没有享受'],
  ['R19', { let: 3, notConnected: 1, notUsed: 2 }, '出租的南房、厢房 3 处：没接通 1 处，没正常使用 2 处'],
  ['R20', { orders: ['installed-town'], paidEarly: 1, amount: 100 }, '乡镇验收早于安装、1 笔补贴在公示结束前发放，共 1.00 元'],
  [
    'R21',
    { reasons: ['hour', 'night'], day: '2021-01-10', inAnHour: 13, visitsAnHour: 12, onTheDay: 20, visitsADay: 60, atNight: 2 },
    '2021年1月10日的入户：一小时内 13 份（多于 12 份要看）、23 点到 5 点 2 份',
  ],
  [
    'R22',
    { reasons: ['unstable'], compared: 1_200, unstable: 120, unstablePercent: 10, reburning: 0, reburnPercent: 3 },
    '1,200 户已改造并入户：运行不稳定 120 户（达到 10% 要管），复烧 0 户（达到 3% 要管）',
  ],
  ['R23', { checks: ['roll-up', 'history'], count: 3 }, '核验有 3 处对不上：汇总、留痕链'],
  [
    'R24',
    { year: 2020, mode: 'gas', planned: 10, installed: 7, difference: -3, outside: 2 },
    '2020 年煤改气计划 10 户，按计划完成 7 户，少 3 户；计划外另完成 2 户',
  ],
  [
    'R25',
    { celsius: 12.5, coldBelow: 16, unable: true, visit: 'v', visitedOn: '2021-01-10' },
    '2021年1月10日入户时室温 12.5 ℃（低于 16 ℃ 要管）、设备不能运行，没有取暖',
  ],
];

describe('the words of findings', () => {
  test.each(CASES)('%s %o', (rule, cause, sentence) => {
    expect(causeSentence(zh, rule, cause, 'zh-CN')).toBe(sentence);
    expect(causeSentence(en, rule, cause, 'en')).not.toMatch(/\p{Script=Han}|undefined|\{\{|part\.|enums/u);
  });
  test.each(RULE_CODES)('%s of a cause that lacks its values says a dash, not its own braces', (rule) => {
    for (const [t, language] of [
      [zh, 'zh-CN'],
      [en, 'en'],
    ] as const)
      expect(causeSentence(t, rule, {}, language)).not.toMatch(/undefined|NaN|[{}]|part\.|enums|：$|^$/u);
  });
  test('a dash stands where the day is not known', () => {
    expect(causeSentence(zh, 'R14', {}, 'zh-CN')).toBe('—入户时主要烧柴草');
  });
  test('name and tell what to do for every rule', () => {
    expect([...new Set(CASES.map(([rule]) => rule))]).toEqual([...RULE_CODES]);
    for (const t of [zh, en]) for (const rule of RULE_CODES) expect([ruleName(t, rule), ruleTodo(t, rule)].join()).not.toMatch(/rules\./);
    expect([stateWord(zh, 'proposed'), sourceWord(zh, 'hotline'), stepWord(zh, 'exception')]).toEqual(['待销号', '12345热线', '确认无误']);
  });
});
