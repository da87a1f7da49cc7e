/**
 * The hint that a cell of the empty template shows when selected: whether it is required, how to fill it in, and an example. It
 * helps people who start a new sheet of the subsidies. The hints are Chinese, as the sheets are.
 */
import { CLEAR, type Column, type SheetName } from './contract-sheets';

export const HINTS: Partial<Record<string, Readonly<Record<string, string>>>> = {
  补贴政策: {
    政策编号: '自己编的号，不重复。例如 SC-2021-01',
    文号: '例如 朔清洁办〔2021〕3号',
    区划代码: '政策管到哪里：县、乡镇或村的代码。例如 140602',
    采暖季: '例如 2020-2021',
    适用路径: '多项用“、”隔开；空着即全部清洁路径。例如 煤改气、煤改电(分户)',
    单价: '每单位补多少元，例如 0.2；单位是比例时 80% 写 0.8。有分档就空着。',
    分档: '从几到几，冒号，单价，各档用分号隔开。例如 0-1500:1.36;1500-2250:1.10',
    封顶金额: '一户这一项最多补多少，单位元；不封顶就空着。例如 2400',
    分担: '各级相加等于 1；空着即由发文一级全担。例如 省:0.25;市:0.25;县:0.5',
    适用对象: '多项用“、”隔开；空着即不限。“无”是指没有困难类型的户。例如 低保户、特困户',
    互斥组: '同组只取最多的一项。例如 设备二选一',
    计算方式: '独立：按自己的数量计算；余额：补造价减去同种类其他补贴后的余额。',
    应付截止日期: '过了这一天没付清的算拖欠。例如 2021-06-30',
    替代政策编号: '被这一项替代的政策编号；不替代就空着。',
  },
  应补: {
    计量数量: '按政策的单位：度、立方米、平方米、吨、户，或造价（元）。例如 2500',
    应补金额: '单位元，只用来和算出的数核对，可以不填。',
  },
  发放: {
    批次号: '例如 SC-2021-P01。系统里拟定的批次，填它的批次号就是回填银行结果。',
    金额: '单位元，最多两位小数。例如 1432.50',
    发放日期: '例如 2021-05-10',
    失败原因: '结果是“失败”时填银行说的原因。例如 账号户名不符',
  },
  资金: {
    区划代码: '资金给到的县。例如 140602',
    应到金额: '单位元。例如 740000',
    到位金额: '单位元；还没到位就填 0。',
  },
  问题: {
    问题编号: '自己编的号，不重复。系统立的问题填它的编号，例如 WT000012。',
    来源: '自查、省督查、生态环境部、审计或12345热线。新的问题必填。',
    类型: '例如 设备不能用。新的问题必填。',
    区划: '12 位代码，或乡镇名加村名，例如 神头镇司马泊村。填了户编号的可以空着。',
    问题描述: '新的问题必填。不要写身份证号和账号。',
    涉及金额: '单位元，最多两位小数；没有就空着。',
    时限: '例如 2021-03-31。没有销号的新问题必填。',
    销号日期: '办结的日子；填了就要在进展或佐证说明里写结果。',
  },
  抄表: {
    表号: '供电、燃气企业的表号或户号。',
    原表号: '这一季换过表时，填换下来的表号。',
    用户名称: '企业登记的名字，只用来核对。',
    采暖季: '例如 2020-2021',
    用量: '度或立方米；有起止表底时可以不填。',
    来源: '例如 供电公司抄表',
  },
};

/** Of a finding: what need not be known. What was closed stays closed, and a finding keeps its deadline. */
const MAY_BE_TAKEN_BACK: ReadonlySet<string> = new Set(['amount', 'unit', 'person', 'measures']);

/**
 * Whether a cell of the column may say 清空. A reading list replaces all figures of a meter each time, and an amount due is only compared
 * with the computed one.
 */
export function mayClear(sheet: SheetName, column: Column): boolean {
  if (sheet === '问题') return MAY_BE_TAKEN_BACK.has(column.key);
  return !column.required && sheet !== '抄表' && !(sheet === '应补' && column.key === 'amount');
}

/** The hint of a column: whether it must be filled in, how, and how a stored value is cleared. */
export function hintOf(sheet: SheetName, column: Column): string | undefined {
  const must = column.required ? '必填。' : '';
  const clear = mayClear(sheet, column) ? `已登记过的：空着不改，写“${CLEAR}”删去。` : '';
  const hint = HINTS[sheet]?.[column.title] ?? '';
  return `${must}${hint}${clear !== '' && /[^。]$/.test(hint) ? '。' : ''}${clear}` || undefined;
}
