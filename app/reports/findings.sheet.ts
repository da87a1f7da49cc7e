/** 附件8: the ledger of findings and of what was done about them. */
import type { FindingReportRow } from '~/domain/report/report-rows';
import { words } from '~/i18n/words.server';
import { contractColumns, contractSheetName } from './contract';
import { listColumns } from './place';
import type { Sheet } from './sheet';
import { type Heading, tableTitle } from './words';

export function findingsSheet(heading: Heading, rows: AsyncIterable<FindingReportRow>): Sheet<FindingReportRow> {
  const name = contractSheetName('附件8');
  const t = words('zh-CN');
  return {
    name,
    title: tableTitle(name, heading),
    subtitle: [heading.unitLine, heading.timeLine, '单位：个、元'],
    paper: 'A3',
    columns: listColumns<FindingReportRow>(contractColumns('附件8'), {
      问题编号: { width: 11, format: 'code', key: 'number', total: { kind: 'count' }, value: (row) => row.number },
      来源: { width: 10, format: 'word', value: (row) => t(`findings-desk:source.${row.source}`) },
      规则: { width: 6, format: 'word', value: (row) => row.rule },
      类型: { width: 14, format: 'text', value: (row) => row.kind },
      县: { width: 9, format: 'text', value: (row) => row.county },
      乡镇: { width: 10, format: 'text', value: (row) => row.township },
      村: { width: 12, format: 'text', value: (row) => row.village },
      户编号: { width: 16, format: 'code', value: (row) => row.household },
      问题描述: { width: 36, format: 'text', value: (row) => row.description },
      '涉及金额(元)': {
        width: 12,
        format: 'yuan',
        total: { kind: 'sum', scale: 100 },
        value: (row) => (row.amount === null ? null : row.amount / 100),
      },
      责任单位: { width: 13, format: 'text', value: (row) => row.unit },
      责任人: { width: 9, format: 'text', value: (row) => row.person },
      整改措施: { width: 20, format: 'text', value: (row) => row.measures },
      时限: { width: 11, format: 'day', value: (row) => row.dueOn },
      进展: {
        width: 20,
        format: 'text',
        value: (row) => [t(`findings-desk:state.${row.state}`), row.progress].filter(Boolean).join('：'),
      },
      销号日期: { width: 11, format: 'day', value: (row) => row.closedOn },
      佐证: {
        width: 12,
        format: 'text',
        value: (row) => [row.evidence, row.files > 0 ? `照片和文件 ${row.files} 个` : null].filter(Boolean).join('；') || null,
      },
    }),
    basis: [],
    frozenColumns: 1,
    list: true,
    hasTotal: true,
    rowHeight: 16,
    signed: true,
    notes: ['注：列入截止日期以前立案的本采暖季问题，按问题编号排列；涉及几个地方的问题只列一行。合计为问题个数和涉及金额。'],
    rows,
  };
}
