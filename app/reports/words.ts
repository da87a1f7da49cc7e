/**
 * The words of the workbook. It is an official form for the provincial leading group, so it is Chinese in every language of the
 * person who makes it, like the sheet and column names of the contract. Therefore its words are here and not among the
 * translated ones.
 */
import type { Continuity } from '~/domain/contract/enumerations';
import type { DivisionLevel } from '~/domain/divisions/division-code';
import type { Indicator } from '~/domain/indicators/indicators';
import { reportingUnit } from '~/domain/report/reporting-unit';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { formatDayOnPaper } from '~/i18n/formats';

export type Heading = {
  /** 朔州市 */
  unit: string;
  /** 朔州市能源局 */
  bureau: string;
  season: string;
  asOf: CalendarDay;
  /** 填报单位（盖章）：朔州市能源局 */
  unitLine: string;
  /** 采暖季：2020-2021　数据截止：2021年4月30日 */
  timeLine: string;
};

export function headingOf(division: { name: string; level: DivisionLevel }, season: string, asOf: CalendarDay): Heading {
  const bureau = reportingUnit(division);
  return {
    unit: division.name,
    bureau,
    season,
    asOf,
    unitLine: `填报单位（盖章）：${bureau}`,
    timeLine: `采暖季：${season}　数据截止：${paperDay(asOf)}`,
  };
}

/** 2021-04-30 → 2021年4月30日. */
export function paperDay(day: CalendarDay): string {
  return formatDayOnPaper(day, 'zh-CN');
}

/** '附件1 分县汇总' → '附件1　朔州市清洁取暖“回头看”分县汇总表'. */
export function tableTitle(sheetName: string, heading: Heading): string {
  const [start, ...rest] = sheetName.split(' ');
  const what = rest.join(' ');
  return `${start}　${heading.unit}清洁取暖“回头看”${/[表账单]$|台账|对照/.test(what) ? what : `${what}表`}`;
}

export const SUMMARY_UNITS = '单位：户、处、㎡、万元';
export const LEDGER_UNITS = '单位：㎡、℃、处、kWh、m³、元';
export const HOUSEHOLD_UNITS = '单位：户';

export const BASIS_TITLES: Readonly<Record<string, string>> = {
  CV: '接通且入户(C∧V)',
  UR: '常住使用(U∧R)',
  CRV: '常住接通且入户(C∧R∧V)',
  VNE: '入户非空置(V∧¬E)',
  UNE: '使用非空置(U∧¬E)',
  S: '稳定运行(S)',
  IV: '改造且入户(I∧V)',
  letOccupied: '出租有人(处)',
};

/** “1. 入户完成率＝(V + X) / H。口径：……” */
export function noteOfIndicator(number: number, { name, formula, basis }: Indicator): string {
  return `${number === 1 ? '注：' : '　　'}${number}. ${name}＝${formula}。口径：${basis}。`;
}

export const SUMMARY_LEGEND =
  '　　各类户的定义见“填报说明”。复烧户为确认复烧户。分母为零的比率记“—”。表右灰色数字为比率的分母、分子，不打印。';

/** The letters of the formulas (docs/definitions.md#flags) with their meanings. */
export const FLAG_WORDS: readonly (readonly [letter: string, name: string, text: string])[] = [
  ['H', '总户数', '使用状态为正常或闲置的户（销户、拆迁、空挂不计）'],
  ['R', '常住户', '居住情况为常住或采暖季常住'],
  ['E', '空置户', '居住情况为常年外出'],
  ['V', '完成入户', '本采暖季有计入的、结果为“完成”的入户'],
  ['X', '销号', '没有完成入户，但拒绝、空置、拆除，或无人达到规定次数'],
  ['P', '计划户', '当前改造为清洁取暖方式且列入计划，不论是否安装'],
  ['I', '改造完成户', '当前改造为清洁取暖方式，且在截止日期以前安装（只有年度的按12月31日）'],
  ['C', '接通户', '改造完成户中，入户时已接通；未入户的，接通日期在截止日期以前'],
  ['U', '实际使用户', '接通且完成入户，主要取暖方式为清洁方式'],
  ['S', '稳定运行户', '接通、常住、完成入户，运行情况为稳定或基本稳定；其余为不能稳定运行户'],
  ['B', '确认复烧户', '改造完成且完成入户，现用散煤，或煤炉在用，或本季购煤，或存有散煤而煤炉未拆'],
  ['Q', '疑似复烧户', '改造完成的常住户，未确认复烧，本季有计量而用量为零'],
];

/** 补贴延续 (docs/definitions.md#continuity), in the order in which it is decided. */
export const CONTINUITY_WORDS: Readonly<Record<Continuity, string>> = {
  arrears: '本季有运行补贴过了应付截止日期仍未付清；账龄自应付截止日期起分0—3、3—6、6—12、12个月以上',
  interrupted: '上季有运行补贴，本季实际使用清洁取暖（未入户的，已接通），而没有运行补贴',
  reduced: '两季都有运行补贴，按上季的数量，本季政策所给少于上季应补',
  not_due: '本季有运行补贴，未付清，应付截止日期未过',
  continuous: '本季有运行补贴，已付清，没有退坡',
  never: '已接通，两季都没有运行补贴',
  not_applicable: '其余的户',
};

/** 朔政办发〔2021〕31号, by the clause numbers the indicators carry (docs/definitions.md#clauses). */
export const CLAUSES: Readonly<Record<string, string>> = {
  C1: '三（三）“回头看”，对“十三五”及2020年清洁取暖工作进行全面评估',
  C2: '三（三）不能稳定运行、存在散煤复烧现象的区域，要制定可持续运营方案',
  C3: '三（三）建成区及周边全覆盖，平原川谷散煤基本清零，农村覆盖率60%以上',
  C4: '三（三）一村一户认真排查，不留死角',
  C5: '三（三）既要接通，还要用好；全覆盖、全改造、全使用',
  C6: '三（三）遗留问题整改',
  C11: '三（三）防止补贴退坡导致散煤复烧；五（二）保持稳定的清洁取暖资金投入',
};

/** The code lists the workbook prints, by their names on paper. */
export const LIST_WORDS: Readonly<Record<string, string>> = {
  zoneType: '区域类型',
  residence: '居住情况',
  householdStatus: '使用状态',
  hardship: '困难类型',
  mode: '改造路径',
  heat: '取暖方式',
  device: '设备类型',
  batch: '批次',
  roomKind: '房屋类别',
  letting: '出租',
  roomUse: '房屋取暖使用',
  visitKind: '入户类型',
  visitOutcome: '入户结果',
  stability: '稳定运行',
  unstableCause: '不稳定原因',
  coalStock: '存煤',
  stove: '煤炉',
  reburnReason: '复烧原因',
  satisfaction: '满意度',
  energy: '能源',
  continuity: '补贴延续',
  policyKind: '补贴种类',
  policyUnit: '补贴单位',
  level: '资金层级',
};
