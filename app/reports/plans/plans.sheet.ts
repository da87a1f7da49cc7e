/** 附件15: the villages that need a 可持续运营方案, and the plan that covers each (docs/definitions.md#operation-plan). */
import type { PlanAreaRow } from '~/domain/report/report-rows';
import { contractColumns, contractSheetName } from '../contract';
import { listColumns } from '../place';
import { type Column, NO_TOTAL, type Sheet } from '../sheet';
import { type Heading, tableTitle } from '../words';

const TRIGGERS = { unstable: '不能稳定运行', reburning: '散煤复烧' } as const;
/** The words of 状态, which 校核 counts. */
export const PLAN_STATE_WORDS = { missing: '缺方案', draft: '起草', submitted: '报批', approved: '批准', returned: '退回' } as const;

export function planSheet(heading: Heading, rows: readonly PlanAreaRow[]): Sheet<PlanAreaRow & { index: number }> {
  const name = contractSheetName('附件15');
  type Row = PlanAreaRow & { index: number };
  const rate = (key: string, numerator: string) => ({
    width: 11,
    format: 'rate' as const,
    key,
    total: { kind: 'rate', numerator: [numerator], denominator: ['compared'] } as const,
    value: () => null,
  });
  const basis = (key: 'compared' | 'unstable' | 'reburning', title: string): Column<Row> => ({
    group: '',
    title,
    key,
    width: 12,
    format: 'count',
    total: { kind: 'sum', scale: 1 },
    value: (row) => row[key],
  });
  return {
    name,
    title: tableTitle(name, heading),
    subtitle: [heading.unitLine, heading.timeLine, '单位：户、%'],
    paper: 'A4',
    columns: listColumns<Row>(contractColumns('附件15'), {
      序号: { width: 6, format: 'ordinal', value: (row) => row.index },
      县: { width: 10, format: 'text', value: (row) => row.county },
      乡镇: { width: 12, format: 'text', value: (row) => row.township },
      村: { width: 14, format: 'text', key: 'number', total: { kind: 'count' }, value: (row) => row.village },
      触发原因: { width: 16, format: 'text', value: (row) => row.triggers.map((one) => TRIGGERS[one]).join('、') },
      不稳定占比: rate('unstableShare', 'unstable'),
      复烧率: rate('reburnShare', 'reburning'),
      方案名称: { width: 26, format: 'text', total: NO_TOTAL, value: (row) => row.plan?.name ?? null },
      责任单位: { width: 16, format: 'text', value: (row) => row.plan?.unit || null },
      完成时限: { width: 11, format: 'day', value: (row) => row.plan?.dueOn ?? null },
      状态: { width: 8, format: 'word', key: 'state', value: (row) => PLAN_STATE_WORDS[row.state] },
    }),
    basis: [basis('compared', '改造且入户(I∧V)'), basis('unstable', '不能稳定运行户'), basis('reburning', '确认复烧户')],
    frozenColumns: 4,
    list: false,
    hasTotal: true,
    rowHeight: 18,
    signed: true,
    notes: [
      '注：列入改造完成且完成入户的户数达到门槛，不能稳定运行或散煤复烧占比达到门槛的村；两项占比的分母都是改造完成且完成入户的户。',
      '　　状态“缺方案”：没有方案覆盖该村。方案名称、责任单位、完成时限、状态为生成本表时的情况。',
    ],
    rows: rows.map((row, at) => ({ ...row, index: at + 1 })),
  };
}
