/** 附件4: every household in scope (H), personal data masked. */
import { labelOf } from '~/domain/contract/enumerations';
import type { LedgerRow, ReviewState } from '~/domain/report/report-rows';
import { answerColumns } from './answer-columns';
import { contractColumns, contractSheetName } from './contract';
import { listColumns, placeColumns, yesNo } from './place';
import { type Column, NO_TOTAL, type Sheet, type Total } from './sheet';
import { type Heading, LEDGER_UNITS, tableTitle } from './words';

/** The contract has no enumeration for the review state. */
const REVIEW: Record<ReviewState, string> = { approved: '已审核', submitted: '已提交', returned: '退回', none: '未入户' };

/** The words that the check sheet counts. */
export const LEDGER_WORDS = { yes: '是', done: labelOf('visitOutcome', 'done'), confirmed: '确认', suspected: '疑似' } as const;

const SUM: Total = { kind: 'sum', scale: 1 };
const SUM_2: Total = { kind: 'sum', scale: 100 };
const SUM_3: Total = { kind: 'sum', scale: 1000 };

/** 复烧: 确认, 疑似, 否 (converted, visited and nothing found), or empty where nothing is known. */
function reburn({ flags }: LedgerRow): string | null {
  if (flags.B) return LEDGER_WORDS.confirmed;
  if (flags.Q) return LEDGER_WORDS.suspected;
  return flags.I && flags.V ? '否' : null;
}

const label = (list: Parameters<typeof labelOf>[0], key: string | null | undefined): string | null => (key ? labelOf(list, key) : null);
const joined = (texts: readonly string[] | undefined): string | null => (texts && texts.length > 0 ? texts.join('、') : null);
/** Joins two notes, of the register and of the visit. */
const notes = (...texts: (string | null | undefined)[]): string | null => texts.filter(Boolean).join('；') || null;

function columns(): Column<LedgerRow>[] {
  return listColumns<LedgerRow>(contractColumns('附件4'), {
    ...placeColumns<LedgerRow>(),
    ...answerColumns<LedgerRow>('附件4', (row) => row.visit?.answers, { roomTemperature: 6, unstableCauses: 14, reburnReasons: 14 }),
    户主: { width: 9, format: 'text', value: (row) => row.head },
    '身份证号(脱敏)': { width: 20, format: 'code', value: (row) => row.idNumber },
    '联系电话(脱敏)': { width: 13, format: 'code', value: (row) => row.phone },
    门牌号: { width: 14, format: 'text', value: (row) => row.address },
    居住情况: { width: 11, format: 'word', value: (row) => labelOf('residence', row.residence) },
    困难类型: { width: 12, format: 'text', value: (row) => joined(row.hardship?.map((key) => labelOf('hardship', key))) },
    采暖面积: { width: 13, format: 'decimal2', total: SUM_2, value: (row) => (row.heatedArea === null ? null : row.heatedArea / 100) },
    改造路径: { width: 15, format: 'word', value: (row) => labelOf('mode', row.mode) },
    设备类型: { width: 13, format: 'text', value: (row) => row.device },
    改造年度: { width: 6, format: 'ordinal', value: (row) => row.year },
    批次: { width: 9, format: 'word', value: (row) => label('batch', row.batch) },
    计划内: { width: 5, format: 'word', value: (row) => yesNo(row.inPlan) },
    安装日期: { width: 11, format: 'day', value: (row) => row.installedOn },
    接通日期: { width: 11, format: 'day', value: (row) => row.connectedOn },
    接通: { width: 5, format: 'word', key: 'C', value: (row) => yesNo(row.flags.C) },
    主要取暖方式: { width: 15, format: 'word', value: (row) => label('heat', row.flags.V ? row.visit?.answers.mainHeat : null) },
    使用: { width: 5, format: 'word', key: 'U', value: (row) => (row.flags.V ? yesNo(row.flags.U) : null) },
    复烧: { width: 5, format: 'word', key: 'reburn', value: reburn },
    出租处数: { width: 5, format: 'count', key: 'let', total: SUM, value: (row) => row.let },
    出租用好: { width: 5, format: 'count', key: 'letUsed', total: SUM, value: (row) => row.letUsed },
    用电量: { width: 14, format: 'decimal2', total: SUM_3, value: (row) => row.electricity },
    用气量: { width: 14, format: 'decimal2', total: SUM_3, value: (row) => row.gas },
    '应补(元)': { width: 15, format: 'yuan', key: 'due', total: SUM_2, value: (row) => row.due / 100 },
    '已补(元)': { width: 15, format: 'yuan', key: 'paid', total: SUM_2, value: (row) => row.paid / 100 },
    补贴延续: { width: 8, format: 'word', value: (row) => label('continuity', row.continuity) },
    入户结果: { width: 6, format: 'word', key: 'outcome', value: (row) => label('visitOutcome', row.visit?.outcome) },
    入户时间: { width: 11, format: 'day', value: (row) => row.visit?.day ?? null },
    入户人: { width: 9, format: 'text', value: (row) => row.visit?.visitor ?? null },
    审核状态: { width: 8, format: 'word', value: (row) => REVIEW[row.review] },
    备注: { width: 30, format: 'text', value: (row) => notes(row.note, row.visit?.answers.note) },
  });
}

/** One ledger: of a county, or a part of it where a sheet cannot hold it whole. `name` is unique in the workbook. */
export function ledgerSheet(heading: Heading, name: string, where: string, rows: AsyncIterable<LedgerRow>): Sheet<LedgerRow> {
  return {
    name,
    title: tableTitle(contractSheetName('附件4'), { ...heading, unit: where }),
    subtitle: [heading.unitLine, heading.timeLine, LEDGER_UNITS],
    paper: 'A3',
    columns: columns().map((column) => (column.format === 'word' || column.format === 'day' ? { ...column, total: NO_TOTAL } : column)),
    basis: [],
    frozenColumns: 6,
    list: true,
    hasTotal: true,
    rowHeight: 16,
    signed: true,
    notes: [
      '注：列入使用状态为正常、闲置的户（总户数 H）。身份证号保留前6位和后4位，联系电话保留前3位和后4位。',
      '　　“接通”“使用”“复烧”为按填报说明判定的结果；未入户的户，入户各栏为空。复烧栏：确认、疑似；“否”指改造完成且完成入户、未见复烧。',
    ],
    rows,
  };
}
