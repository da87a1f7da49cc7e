import { MEASURES, type Measure, noSums, type Sums } from './measures';
import { type Rate, rateOf } from './rate';

/**
 * The indicators (docs/definitions.md#indicators): each a numerator over a denominator, both sums of household facts.
 * `unit` says what is counted: households, blocks of rooms, m² (the sums hold 1/100 m²), 分, or findings.
 */
export type Indicator = {
  key: IndicatorKey;
  /** 名称, as the contract and the sheets print it */
  name: string;
  unit: 'households' | 'rooms' | 'area' | 'money' | 'findings';
  numerator: (sums: Sums) => number;
  denominator: (sums: Sums) => number;
  /** The formula in words, printed under every table. */
  formula: string;
  /** 口径: who is in the denominator, in words for the sheet. */
  basis: string;
  /** The clause the indicator answers (docs/definitions.md#clauses). */
  clause: string;
};

export const INDICATOR_KEYS = [
  'completeness',
  'coverage',
  'conversionRate',
  'connectionRate',
  'useRate',
  'residentUseRate',
  'stableRate',
  'reburnRate',
  'suspectedRate',
  'cleanRateHouseholds',
  'cleanRateArea',
  'letConnectedRate',
  'letUsedRate',
  'paidRateAmount',
  'paidRateHouseholds',
  'continuityRate',
  'rectifiedRate',
  'satisfaction',
] as const;
export type IndicatorKey = (typeof INDICATOR_KEYS)[number];

const paidOrNot = (sums: Sums): number =>
  sums['continuity.continuous'] + sums['continuity.reduced'] + sums['continuity.arrears'] + sums['continuity.interrupted'];

export const INDICATORS: readonly Indicator[] = [
  {
    key: 'completeness',
    name: '入户完成率',
    unit: 'households',
    numerator: (s) => s.V + s.X,
    denominator: (s) => s.H,
    formula: '（完成入户 + 销号）÷ 总户数',
    basis: '台账内在册户（正常、闲置）；完成入户或按规定销号',
    clause: 'C4',
  },
  {
    key: 'coverage',
    name: '清洁取暖覆盖率(户)',
    unit: 'households',
    numerator: (s) => s.C,
    denominator: (s) => s.H,
    formula: '接通户 ÷ 总户数',
    basis: '台账内在册户；接通清洁取暖',
    clause: 'C3',
  },
  {
    key: 'conversionRate',
    name: '改造完成率',
    unit: 'households',
    numerator: (s) => s.IP,
    denominator: (s) => s.P,
    formula: '计划户中的改造完成户 ÷ 计划户',
    basis: '列入计划的清洁取暖户',
    clause: 'C5',
  },
  {
    key: 'connectionRate',
    name: '接通率',
    unit: 'households',
    numerator: (s) => s.C,
    denominator: (s) => s.I,
    formula: '接通户 ÷ 改造完成户',
    basis: '改造完成户',
    clause: 'C5',
  },
  {
    key: 'useRate',
    name: '使用率',
    unit: 'households',
    numerator: (s) => s.U,
    denominator: (s) => s.CV,
    formula: '实际使用户 ÷ 完成入户的接通户',
    basis: '已接通且完成入户的户',
    clause: 'C5',
  },
  {
    key: 'residentUseRate',
    name: '常住户使用率',
    unit: 'households',
    numerator: (s) => s.UR,
    denominator: (s) => s.CRV,
    formula: '实际使用的常住户 ÷ 完成入户的接通常住户',
    basis: '已接通且完成入户的常住户（含采暖季常住）',
    clause: 'C5',
  },
  {
    key: 'stableRate',
    name: '稳定运行率',
    unit: 'households',
    numerator: (s) => s.S,
    denominator: (s) => s.CRV,
    formula: '稳定运行户 ÷ 完成入户的接通常住户',
    basis: '已接通且完成入户的常住户；稳定、基本稳定',
    clause: 'C2',
  },
  {
    key: 'reburnRate',
    name: '散煤复烧率',
    unit: 'households',
    numerator: (s) => s.B,
    denominator: (s) => s.IV,
    formula: '复烧户 ÷ 完成入户的改造户',
    basis: '改造完成且完成入户的户',
    clause: 'C2',
  },
  {
    key: 'suspectedRate',
    name: '疑似复烧占比',
    unit: 'households',
    numerator: (s) => s.Q,
    denominator: (s) => s.I,
    formula: '疑似复烧户 ÷ 改造完成户',
    basis: '改造完成户；常住、有计量且用量为零',
    clause: 'C2',
  },
  {
    key: 'cleanRateHouseholds',
    name: '清洁取暖率(户)',
    unit: 'households',
    numerator: (s) => s.UNE,
    denominator: (s) => s.VNE,
    formula: '实际使用的非空置户 ÷ 完成入户的非空置户',
    basis: '完成入户、非常年外出的户',
    clause: 'C3',
  },
  {
    key: 'cleanRateArea',
    name: '清洁取暖率(面积)',
    unit: 'area',
    numerator: (s) => s.cleanArea,
    denominator: (s) => s.area,
    formula: '清洁取暖面积 ÷ 采暖面积',
    basis: '完成入户各户房屋的采暖面积；无房屋记录的按户采暖面积计',
    clause: 'C3',
  },
  {
    key: 'letConnectedRate',
    name: '出租南房厢房接通率',
    unit: 'rooms',
    numerator: (s) => s.letConnected,
    denominator: (s) => s.let,
    formula: '接通的出租南房、厢房 ÷ 出租南房、厢房',
    basis: '在册户出租（含空置）的南房、厢房，按处计',
    clause: 'C5',
  },
  {
    key: 'letUsedRate',
    name: '出租南房厢房用好率',
    unit: 'rooms',
    numerator: (s) => s.letUsed,
    denominator: (s) => s.letOccupied,
    formula: '接通且正常使用的处数 ÷ 出租有人的处数',
    basis: '在册户出租有人的南房、厢房，按处计',
    clause: 'C5',
  },
  {
    key: 'paidRateAmount',
    name: '补贴到位率(金额)',
    unit: 'money',
    numerator: (s) => s.paid,
    denominator: (s) => s.due,
    formula: '已补 ÷ 应补',
    basis: '本采暖季应补金额',
    clause: 'C11',
  },
  {
    key: 'paidRateHouseholds',
    name: '补贴到位率(户)',
    unit: 'households',
    numerator: (s) => s.paidInFull,
    denominator: (s) => s.entitled,
    formula: '足额到位户 ÷ 应补户',
    basis: '本采暖季有应补的户，销户、拆迁、空挂的户也算',
    clause: 'C11',
  },
  {
    key: 'continuityRate',
    name: '补贴延续率',
    unit: 'households',
    numerator: (s) => s['continuity.continuous'],
    denominator: paidOrNot,
    formula: '延续 ÷（延续 + 退坡 + 拖欠 + 中断）',
    basis: '延续、退坡、拖欠、中断的户',
    clause: 'C11',
  },
  {
    key: 'rectifiedRate',
    name: '整改率',
    unit: 'findings',
    numerator: () => 0,
    denominator: () => 0,
    formula: '已整改 ÷ 问题数',
    basis: '全部问题',
    clause: 'C6',
  },
  {
    key: 'satisfaction',
    name: '满意度',
    unit: 'households',
    numerator: (s) => s.satisfied,
    denominator: (s) => s.answered,
    formula: '（满意 + 基本满意）÷ 已答',
    basis: '完成入户且回答满意度的户',
    clause: 'C1',
  },
];

export function indicator(key: IndicatorKey): Indicator {
  const found = INDICATORS.find((candidate) => candidate.key === key);
  if (!found) throw new RangeError(`no indicator ${key}`);
  return found;
}

/** What an indicator adds up: the measures that its two sides read. */
export function measuresOf({ numerator, denominator }: Indicator): Measure[] {
  const read = new Set<string>();
  const recorded = new Proxy(noSums(), {
    get(sums, measure: string) {
      read.add(measure);
      return sums[measure as Measure];
    },
  });
  numerator(recorded);
  denominator(recorded);
  return MEASURES.filter((measure) => read.has(measure));
}

/** All indicators of a sum. Areas are turned into m² (two decimals), amounts stay 分. */
export function indicatorsOf(sums: Sums): Record<IndicatorKey, Rate> {
  return Object.fromEntries(
    INDICATORS.map(({ key, unit, numerator, denominator }) => {
      const n = numerator(sums);
      const d = denominator(sums);
      return [key, unit === 'area' ? { ...rateOf(n, d), numerator: n / 100, denominator: d / 100 } : rateOf(n, d)];
    }),
  ) as Record<IndicatorKey, Rate>;
}
