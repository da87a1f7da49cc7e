/** 附件9 changes of the head of household, 附件10 metered households, 附件13 let south and wing rooms, 附件14 no-coal zones. */
import { labelOf } from '~/domain/contract/enumerations';
import type { HeadChangeRow, LetRoomRow, NoCoalZoneRow, UsageRow } from '~/domain/report/report-rows';
import { contractColumns, contractSheetName } from './contract';
import { byHand, listColumns, placeColumns, yesNo } from './place';
import type { Sheet } from './sheet';
import { type Heading, HOUSEHOLD_UNITS, tableTitle } from './words';

const COMMON = { paper: 'A4', basis: [], frozenColumns: 5, list: true, hasTotal: true, rowHeight: 16, signed: true } as const;

export function headChangeSheet(heading: Heading, rows: AsyncIterable<HeadChangeRow>): Sheet<HeadChangeRow> {
  const name = contractSheetName('附件9');
  return {
    ...COMMON,
    name,
    title: tableTitle(name, heading),
    subtitle: [heading.unitLine, heading.timeLine, HOUSEHOLD_UNITS],
    columns: listColumns<HeadChangeRow>(contractColumns('附件9'), {
      ...placeColumns<HeadChangeRow>(),
      原户主: { width: 11, format: 'text', value: (row) => row.before },
      变更后户主: { width: 11, format: 'text', value: (row) => row.after },
      调整时间: { width: 12, format: 'day', value: (row) => row.changedOn },
      调整原因: { width: 26, format: 'text', value: (row) => row.reason },
      经办人: { width: 11, format: 'text', value: (row) => row.by },
    }),
    notes: ['注：列入截止日期以前登记的全部户主变更，按户编号、调整时间排列。'],
    rows,
  };
}

export function usageSheet(heading: Heading, rows: AsyncIterable<UsageRow>): Sheet<UsageRow> {
  const name = contractSheetName('附件10');
  return {
    ...COMMON,
    name,
    title: tableTitle(name, heading),
    subtitle: [heading.unitLine, heading.timeLine, '单位：电 kWh、气 m³'],
    columns: listColumns<UsageRow>(contractColumns('附件10'), {
      ...placeColumns<UsageRow>(),
      户主: { width: 9, format: 'text', value: (row) => row.head },
      能源: { width: 6, format: 'word', key: 'energy', value: (row) => labelOf('energy', row.energy) },
      表号: { width: 19, format: 'code', value: (row) => row.meter },
      起始表底: { width: 11, format: 'decimal2', value: (row) => row.start },
      结束表底: { width: 11, format: 'decimal2', value: (row) => row.end },
      用量: { width: 11, format: 'decimal2', key: 'usage', value: (row) => row.usage },
      来源: { width: 11, format: 'text', value: (row) => row.source },
      备注: byHand(10),
    }),
    notes: ['注：列入总户数中本采暖季有用能计量的户，一户有电、气两种计量的各列一行，合计为行数。电、气单位不同，用量不相加。'],
    rows,
  };
}

export function letRoomSheet(heading: Heading, rows: AsyncIterable<LetRoomRow>): Sheet<LetRoomRow> {
  const name = contractSheetName('附件13');
  return {
    ...COMMON,
    name,
    title: tableTitle(name, heading),
    subtitle: [heading.unitLine, heading.timeLine, '单位：处、㎡'],
    columns: listColumns<LetRoomRow>(contractColumns('附件13'), {
      ...placeColumns<LetRoomRow>(),
      户主: { width: 9, format: 'text', value: (row) => row.head },
      房屋类别: { width: 11, format: 'word', value: (row) => labelOf('roomKind', row.kind) },
      采暖面积: { width: 11, format: 'decimal2', total: { kind: 'sum', scale: 100 }, value: (row) => row.heatedArea / 100 },
      出租: { width: 11, format: 'word', key: 'letting', value: (row) => labelOf('letting', row.letting) },
      接通: { width: 7, format: 'word', key: 'connected', value: (row) => yesNo(row.connected) },
      使用: { width: 11, format: 'word', key: 'use', value: (row) => labelOf('roomUse', row.use) },
    }),
    notes: ['注：列入总户数中出租（含出租空置）的南房、东厢房、西厢房、厢房，按处列。用好：出租有人、已接通且正常使用。'],
    rows,
  };
}

export function noCoalZoneSheet(heading: Heading, rows: readonly NoCoalZoneRow[]): Sheet<NoCoalZoneRow & { index: number }> {
  const name = contractSheetName('附件14');
  const count = (width: number, value: (row: NoCoalZoneRow) => number) => ({
    width,
    format: 'count' as const,
    total: { kind: 'sum', scale: 1 } as const,
    value,
  });
  return {
    ...COMMON,
    frozenColumns: 3,
    list: false,
    name,
    title: tableTitle(name, heading),
    subtitle: [heading.unitLine, heading.timeLine, '单位：个、户'],
    columns: listColumns<NoCoalZoneRow & { index: number }>(contractColumns('附件14'), {
      序号: { width: 6, format: 'ordinal', value: (row) => row.index },
      禁煤区编号: { width: 14, format: 'code', key: 'number', value: (row) => row.zone },
      名称: { width: 22, format: 'text', value: (row) => row.name },
      文号: { width: 24, format: 'text', value: (row) => row.document },
      生效日期: { width: 12, format: 'day', value: (row) => row.validFrom },
      失效日期: { width: 12, format: 'day', value: (row) => row.validTo },
      村数: count(8, (row) => row.villages),
      户数: count(9, (row) => row.H),
      改造完成户: count(10, (row) => row.I),
      复烧户: count(8, (row) => row.B),
      用煤补贴户: count(10, (row) => row.coal),
    }),
    notes: [
      '注：列入截止日期以前生效的禁煤区，按县、编号、文号排列；同一禁煤区、同一村有新文号的，旧文号在新文号生效的前一日失效。失效日期为最后一日。',
      '　　户数、改造完成户、复烧户为所辖村本采暖季的汇总。用煤补贴户：禁煤区有效期内收到本采暖季用煤补贴的户。同一村列入几个禁煤区的，各区分别计入。',
    ],
    rows: rows.map((row, at) => ({ ...row, index: at + 1 })),
  };
}
