/** 附件16 data quality: completeness, spot checks and records worth a look, per township. */
import type { QualityOfTownship } from '~/domain/report/report-rows';
import { contractColumns, contractSheetName } from '../contract';
import { listColumns } from '../place';
import type { Column, Sheet } from '../sheet';
import { type Heading, tableTitle } from '../words';

type Row = QualityOfTownship & { index: number };

export function qualitySheet(heading: Heading, rows: readonly QualityOfTownship[]): Sheet<Row> {
  const name = contractSheetName('附件16');
  const count = (width: number, key: string, value: (row: Row) => number) => ({
    width,
    format: 'count' as const,
    key,
    total: { kind: 'sum', scale: 1 } as const,
    value,
  });
  const basis = (title: string, key: 'agree' | 'compared'): Column<Row> => ({ group: '', title, ...count(10, key, (row) => row[key]) });
  return {
    name,
    title: tableTitle(name, heading),
    subtitle: [heading.unitLine, heading.timeLine, '单位：个、户、份'],
    paper: 'A4',
    columns: listColumns<Row>(contractColumns('附件16'), {
      序号: { width: 6, format: 'ordinal', key: 'number', value: (row) => row.index },
      县: { width: 10, format: 'text', value: (row) => row.county },
      乡镇: { width: 14, format: 'text', value: (row) => row.township },
      村数: count(7, 'villages', (row) => row.villages),
      应入户: count(9, 'H', (row) => row.H),
      完成: count(9, 'V', (row) => row.V),
      销号: count(8, 'X', (row) => row.X),
      未入户: count(8, 'missing', (row) => row.H - row.V - row.X),
      退回: count(8, 'returned', (row) => row.returned),
      抽查户: count(8, 'checked', (row) => row.checked),
      一致率: {
        width: 9,
        format: 'rate',
        total: { kind: 'rate', numerator: ['agree'], denominator: ['compared'] },
        value: () => null,
      },
      '一致率下限95%': { width: 9, format: 'rate', value: (row) => row.interval?.low ?? '—' },
      '一致率上限95%': { width: 9, format: 'rate', value: (row) => row.interval?.high ?? '—' },
      疑似异常记录: count(9, 'odd', (row) => row.odd),
    }),
    basis: [basis('一致答项', 'agree'), basis('对照答项', 'compared')],
    frozenColumns: 3,
    list: false,
    hasTotal: true,
    rowHeight: 16,
    signed: true,
    notes: [
      '注：抽查户为截止日期以前由别人重新入户、看不到前一次填报内容的户，不计入任何指标。一致率为两次都答的题中一致的答项 ÷ 对照的答项，文字题不比；上下限为 95 % 威尔逊区间，同一户各项答案相关，区间偏窄。',
      '　　疑似异常记录为列入“值得一看”（答得异常相像、读数尾数集中、时间太近、同一张照片用于几户）的入户记录份数，是核对的线索，不是结论，不据以排名。退回为有退回未改的入户的户。',
    ],
    rows: rows.map((row, at) => ({ ...row, index: at + 1 })),
  };
}
