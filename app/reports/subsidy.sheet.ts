/** 附件7: what was due and paid by county, kind and level. 附件12: continuity of the subsidy against reburning, and the forecast. */
import { keysOf, labelOf } from '~/domain/contract/enumerations';
import type { ContinuityRow, ForecastRow, PayoutRow } from '~/domain/report/report-rows';
import { contractColumns, contractSheetName } from './contract';
import { listColumns } from './place';
import { type Cell, type Column, FIRST_DATA_ROW, NO_TOTAL, type Sheet, type Total } from './sheet';
import { NO_RATE } from './totals';
import { type Heading, tableTitle } from './words';

/** How many 分 are 1 万元. */
const WAN = 1_000_000;
const SUM: Total = { kind: 'sum', scale: 1 };
const SUM_WAN: Total = { kind: 'sum', scale: WAN };
const FUNDS = '资金（不分种类）';

type Numbered<Row> = Row & { index: number; row: number };

const wan = (fen: number): number => fen / WAN;

export function payoutSheet(heading: Heading, payouts: readonly PayoutRow[]): Sheet<Numbered<PayoutRow>> {
  const name = contractSheetName('附件7');
  const money = (key: string, value: (row: PayoutRow) => number | null) => ({
    width: 13,
    format: 'wan' as const,
    key,
    total: SUM_WAN,
    value,
  });
  // Funds and payouts have separate rows. A figure that a row does not have is empty, not zero.
  const ofFunds = (row: PayoutRow, fen: number) => (row.kind === null ? wan(fen) : null);
  const ofKind = (row: PayoutRow, fen: number) => (row.kind === null ? null : wan(fen));
  return {
    name,
    title: tableTitle(name, heading),
    subtitle: [heading.unitLine, heading.timeLine, '单位：万元、元、户、月'],
    paper: 'A4',
    columns: listColumns<Numbered<PayoutRow>>(contractColumns('附件7'), {
      序号: { width: 6, format: 'ordinal', value: (row) => row.index },
      县: { width: 12, format: 'text', value: (row) => row.county },
      种类: { width: 15, format: 'word', key: 'kind', value: (row) => (row.kind === null ? FUNDS : labelOf('policyKind', row.kind)) },
      资金层级: { width: 9, format: 'word', key: 'level', value: (row) => labelOf('level', row.level) },
      '应到(万元)': money('allotted', (row) => ofFunds(row, row.allotted)),
      '到位(万元)': money('received', (row) => ofFunds(row, row.received)),
      '应发(万元)': money('due', (row) => ofKind(row, row.due)),
      '已发(万元)': money('paid', (row) => ofKind(row, row.paid)),
      到位率: {
        width: 9,
        format: 'rate',
        key: 'paidRateAmount',
        total: {
          kind: 'rate',
          numerator: ['paid'],
          denominator: ['due'],
          // A row has either funds or payouts, so that one of each pair is empty.
          inRows: { numerator: ['received', 'paid'], denominator: ['allotted', 'due'] },
        },
        value: () => null,
      },
      户数: { width: 8, format: 'count', key: 'households', value: (row) => (row.kind === null ? null : row.households) },
      '户均(元)': { width: 11, format: 'yuan', key: 'average', value: average },
      '拖欠(万元)': money('arrears', (row) => ofKind(row, row.owed)),
      拖欠户数: { width: 8, format: 'count', key: 'owing', value: (row) => (row.kind === null ? null : row.owing) },
      最长拖欠月: { width: 8, format: 'count', key: 'months', value: (row) => (row.kind === null ? null : row.months) },
    }),
    basis: [],
    frozenColumns: 4,
    list: false,
    hasTotal: true,
    rowHeight: 18,
    signed: true,
    notes: [
      '注：应到、到位为下达和收到的资金，按资金层级登记，不分种类；应发、已发为各户补贴，按政策规定的各级分担和实际发放的资金层级。各户不论使用状态均计入。',
      '　　到位率：资金各行＝到位 ÷ 应到，补贴各行和合计＝已发 ÷ 应发，分母为零的记“—”。户数为已补户，即已收到补贴的户，少于应补户；户均＝已发 ÷ 户数。同一户可有几级、几种补贴，户数不相加。',
      '　　拖欠：过了应付截止日期仍未付清的部分，列在未付足本级分担的层级。最长拖欠月自应付截止日期起算，不足一个月按一个月计。',
    ],
    rows: payouts.map((row, at) => ({ ...row, index: at + 1, row: FIRST_DATA_ROW + at })),
  };
}

/** 户均: a live formula over 已发 and 户数 of the row. */
function average({ kind, households, paid, row }: Numbered<PayoutRow>): Cell {
  if (kind === null) return null;
  return {
    formula: `IF(J${row}=0,"${NO_RATE}",H${row}*10000/J${row})`,
    cached: households === 0 ? NO_RATE : (wan(paid) * 10_000) / households,
  };
}

export function continuitySheet(heading: Heading, rows: readonly ContinuityRow[], forecast: readonly ForecastRow[]): Sheet<ContinuityRow> {
  const name = contractSheetName('附件12');
  const count = (key: string, width: number, value: (row: ContinuityRow) => number) => ({
    width,
    format: 'count' as const,
    key,
    total: SUM,
    value,
  });
  return {
    name,
    title: tableTitle(name, heading),
    subtitle: [heading.unitLine, heading.timeLine, '单位：户、万元'],
    paper: 'A4',
    columns: listColumns<ContinuityRow>(contractColumns('附件12'), {
      补贴延续: { width: 18, format: 'word', key: 'status', value: (row) => labelOf('continuity', row.status) },
      户数: count('households', 16, (row) => row.households),
      确认复烧: count('B', 16, (row) => row.B),
      复烧率: {
        width: 16,
        format: 'rate',
        key: 'reburnRate',
        total: { kind: 'rate', numerator: ['B'], denominator: ['IV'] },
        value: () => null,
      },
      疑似复烧: count('Q', 18, (row) => row.Q),
      停用: count('stopped', 20, (row) => row.stopped),
    }),
    basis: [{ group: '', title: '改造且入户(I∧V)', key: 'IV', width: 14, format: 'count', total: SUM, value: (row) => row.IV }],
    frozenColumns: 1,
    list: false,
    hasTotal: true,
    rowHeight: 20,
    signed: true,
    notes: [
      '注：复烧率＝确认复烧 ÷ 完成入户的改造户，分母为零的记“—”。补贴延续的判定见“填报说明”。',
      '　　停用：已接通、完成入户，主要取暖方式不是清洁方式的户。',
      ...forecastNotes(forecast),
    ],
    below: forecast.length === 0 ? undefined : forecastTable(forecast),
    rows,
  };
}

function forecastTable(rows: readonly ForecastRow[]): NonNullable<Sheet<ContinuityRow>['below']> {
  const column = (
    title: string,
    key: string,
    format: Column<ForecastRow>['format'],
    value: (row: ForecastRow) => Cell,
    total: Total = NO_TOTAL,
  ): Column<ForecastRow> => ({ group: '', title, key, width: 0, format, total, value });
  return {
    title: '今后三个采暖季预测（按已登记政策的止期和退坡，用量不变）',
    columns: [
      column('采暖季', 'season', 'word', (row) => row.season),
      column('补贴减少户', 'losing', 'count', (row) => row.losing),
      column('其中确认复烧', 'reburning', 'count', (row) => row.reburning),
      column('占减少户', 'share', 'rate', () => null, { kind: 'rate', numerator: ['reburning'], denominator: ['losing'] }),
      column('减少金额(万元)', 'loss', 'wan', (row) => wan(row.loss)),
      column('维持现标准需(万元)', 'keep', 'wan', (row) => wan(row.keep)),
    ] as unknown as readonly Column<unknown>[],
    rows,
  };
}

function forecastNotes(rows: readonly ForecastRow[]): string[] {
  if (rows.length === 0) return [];
  const levels = (row: ForecastRow): string =>
    keysOf('level')
      .map((level) => `${labelOf('level', level)} ${wan(row.levels[level]).toFixed(4)}`)
      .join('，');
  return [
    '　　预测：以本季享受运行补贴的户和用量为准，政策有接替的按接替政策，没有接替的执行到失效日期，没有失效日期的视为继续。补贴减少户按户比较，不以他户增加抵减。',
    ...rows.map((row) => `　　${row.season}按已登记政策需 ${wan(row.decided).toFixed(4)} 万元（${levels(row)}）。`),
  ];
}
