/** 附件11: the targets of a division and of all below it, with what their villages have reached. */
import { type Indicator, indicator } from '~/domain/indicators/indicators';
import type { TargetRow } from '~/domain/report/report-rows';
import { zoneOnPaper } from '~/domain/targets/target';
import { formatArea, formatCount } from '~/i18n/formats';
import { contractColumns, contractSheetName } from './contract';
import { listColumns, yesNo } from './place';
import { type Cell, FIRST_DATA_ROW, NO_TOTAL, type Sheet } from './sheet';
import { NO_RATE } from './totals';
import { type Heading, tableTitle } from './words';

type Placed = TargetRow & { index: number; row: number };

/** The smallest units in one printed: areas and amounts have two decimals. */
const scaleOf = (unit: Indicator['unit']): number => (unit === 'area' || unit === 'money' ? 100 : 1);

/** 差额: a number of households, or with its unit what is no household. */
function gapOnPaper({ unit, gap }: Pick<TargetRow['gap'], 'unit' | 'gap'>): string | number {
  if (gap === null) return NO_RATE;
  if (unit === 'households') return gap;
  if (unit === 'area') return `${formatArea(gap)} ㎡`;
  if (unit === 'money') return `${formatArea(gap)} 元`;
  return `${formatCount(gap)} ${unit === 'rooms' ? '处' : '项'}`;
}

export function targetSheet(heading: Heading, rows: readonly TargetRow[]): Sheet<Placed> {
  const name = contractSheetName('附件11');
  const part = (title: string, key: 'numerator' | 'denominator') => ({
    group: '',
    title,
    key,
    width: 13,
    format: 'figure' as const,
    total: NO_TOTAL,
    value: ({ gap }: Placed): Cell => gap[key] / scaleOf(gap.unit),
  });
  return {
    name,
    title: tableTitle(name, heading),
    subtitle: [heading.unitLine, heading.timeLine, '单位：户；面积、金额和出租用房的差额注明单位'],
    paper: 'A4',
    columns: listColumns<Placed>(contractColumns('附件11'), {
      序号: { width: 6, format: 'ordinal', value: (row) => row.index },
      区划: { width: 16, format: 'text', key: 'number', value: (row) => row.name },
      区域类型: { width: 14, format: 'word', value: (row) => zoneOnPaper(row.zoneType) },
      指标: { width: 22, format: 'text', value: (row) => indicator(row.indicator).name },
      目标值: { width: 9, format: 'rate', key: 'target', value: (row) => row.target / 10_000 },
      实际值: {
        width: 9,
        format: 'rate',
        key: 'actual',
        total: { kind: 'rate', numerator: ['numerator'], denominator: ['denominator'] },
        value: () => null,
      },
      差值: { width: 10, format: 'decimal2', key: 'difference', value: difference },
      差额户数: { width: 15, format: 'count', key: 'gap', value: (row) => gapOnPaper(row.gap) },
      是否完成: { width: 9, format: 'word', key: 'reached', value: (row) => yesNo(row.gap.reached) ?? NO_RATE },
      依据: { width: 30, format: 'text', value: (row) => row.basis },
    }),
    basis: [part('分子', 'numerator'), part('分母', 'denominator')],
    frozenColumns: 4,
    list: false,
    hasTotal: false,
    rowHeight: 18,
    signed: true,
    notes: [
      '注：列入本级及所辖区划已登记的目标。实际值为该区划所辖、该区域类型各村的汇总，口径见“填报说明”；分母为零的记“—”。差值为实际值减目标值的百分点。',
      '　　差额户数：使目标完成至少还要增加的户数（散煤复烧率、疑似复烧占比为至少要减少的户数），由户数整数计算，不经四舍五入。',
      '　　面积、金额指标的差额为平方米、元，出租南房厢房为处，整改率为项，不是户数。表右灰色数字为实际值的分子、分母，不打印。',
    ],
    rows: rows.map((row, at) => ({ ...row, index: at + 1, row: FIRST_DATA_ROW + at })),
  };
}

/** 差值: points, a live formula over 实际值 and 目标值 of the row. */
function difference({ row, target, gap: { numerator, denominator } }: Placed): Cell {
  return {
    formula: `IF(ISNUMBER(F${row}),(F${row}-E${row})*100,"${NO_RATE}")`,
    cached: denominator === 0 ? NO_RATE : (numerator / denominator - target / 10_000) * 100,
  };
}
