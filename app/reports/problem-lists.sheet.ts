/** 附件5 and 附件6: households whose heating does not run stably, and those that burn loose coal again. */
import { labelOf } from '~/domain/contract/enumerations';
import type { ProblemRow } from '~/domain/report/report-rows';
import { words } from '~/i18n/words.server';
import { answerColumns } from './answer-columns';
import { contractColumns, contractSheetName } from './contract';
import { LEDGER_WORDS } from './household-ledger.sheet';
import { byHand, listColumns, placeColumns } from './place';
import type { Sheet } from './sheet';
import { type Heading, HOUSEHOLD_UNITS, tableTitle } from './words';

const stateOf = ({ finding }: ProblemRow): string | null => (finding ? words('zh-CN')(`findings-desk:state.${finding.state}`) : null);

export function unstableSheet(heading: Heading, rows: AsyncIterable<ProblemRow>): Sheet<ProblemRow> {
  const name = contractSheetName('附件5');
  return {
    name,
    title: tableTitle(name, heading),
    subtitle: [heading.unitLine, heading.timeLine, '单位：户、℃、天'],
    paper: 'A3',
    columns: listColumns<ProblemRow>(contractColumns('附件5'), {
      ...placeColumns<ProblemRow>(),
      ...answerColumns<ProblemRow>('附件5', (row) => row.answers, { roomTemperature: 7, outageDays: 6 }),
      户主: { width: 9, format: 'text', value: (row) => row.head },
      改造路径: { width: 15, format: 'word', value: (row) => labelOf('mode', row.mode) },
      设备类型: { width: 13, format: 'text', value: (row) => row.device },
      发现时间: { width: 11, format: 'day', value: (row) => row.foundOn },
      热源或企业: { width: 18, format: 'text', value: (row) => row.source },
      整改措施: { width: 16, format: 'text', value: (row) => row.finding?.measures ?? null },
      时限: { width: 11, format: 'day', value: (row) => row.finding?.dueOn ?? null },
      状态: { width: 8, format: 'word', value: (row) => stateOf(row) },
    }),
    basis: [],
    frozenColumns: 6,
    list: true,
    hasTotal: true,
    rowHeight: 16,
    signed: true,
    notes: [
      '注：列入已接通、完成入户的常住户中，运行情况不是“稳定”或“基本稳定”的户。整改措施、时限、状态取该户手工立案的问题，没有的取所在村不稳定区域的问题。',
    ],
    rows,
  };
}

export function reburnSheet(heading: Heading, rows: AsyncIterable<ProblemRow>): Sheet<ProblemRow> {
  const name = contractSheetName('附件6');
  return {
    name,
    title: tableTitle(name, heading),
    subtitle: [heading.unitLine, heading.timeLine, HOUSEHOLD_UNITS],
    paper: 'A3',
    columns: listColumns<ProblemRow>(contractColumns('附件6'), {
      ...placeColumns<ProblemRow>(),
      ...answerColumns<ProblemRow>('附件6', (row) => row.answers, { coalKg: 7, stove: 8, reburnReasons: 14 }),
      户主: { width: 9, format: 'text', value: (row) => row.head },
      '联系电话(脱敏)': { width: 13, format: 'code', value: (row) => row.phone },
      改造路径: { width: 13, format: 'word', value: (row) => labelOf('mode', row.mode) },
      改造年度: { width: 6, format: 'ordinal', value: (row) => row.year },
      认定: { width: 6, format: 'word', key: 'verdict', value: (row) => (row.confirmed ? LEDGER_WORDS.confirmed : LEDGER_WORDS.suspected) },
      补贴延续: { width: 8, format: 'word', value: (row) => (row.continuity ? labelOf('continuity', row.continuity) : null) },
      发现时间: { width: 11, format: 'day', value: (row) => row.foundOn },
      发现方式: { width: 8, format: 'word', value: (row) => (row.confirmed ? '入户' : '用量比对') },
      整治措施: { width: 11, format: 'text', value: (row) => row.finding?.measures ?? null },
      责任人: { width: 8, format: 'text', value: (row) => row.finding?.owner ?? null },
      完成时限: { width: 11, format: 'day', value: (row) => row.finding?.dueOn ?? null },
      完成时间: { width: 11, format: 'day', value: (row) => row.finding?.closedOn ?? null },
      复核人: { width: 8, format: 'text', value: (row) => row.finding?.closedBy ?? null },
      备注: byHand(6),
    }),
    basis: [],
    frozenColumns: 6,
    list: true,
    hasTotal: true,
    rowHeight: 16,
    signed: true,
    notes: [
      '注：先列确认、后列疑似。确认：改造完成且完成入户，现用散煤、煤炉在用、本季购煤，或存有散煤而煤炉未拆。疑似：改造完成的常住户，未确认复烧，本季有计量而用量为零。整治各栏取该户的复烧问题（R08、R09），复核人为销号人。',
    ],
    rows,
  };
}
