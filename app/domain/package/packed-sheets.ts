import contract from '~/domain/contract/import.json';
import { ANSWER_COLUMNS } from '../contract/answer-columns';
import type { EnumName, LabelListName } from '../contract/enumerations';
import { QUESTION_KEYS, QUESTIONS, type QuestionKey } from '../survey/questions/questions';
import type { CellForm } from './packed-cell';

/**
 * 数据包里的记录 (docs/package.md#records): the files below records/ and their columns, in the order in which they are written and read.
 * A column that an import sheet has carries its title. What is missing on purpose: names, ID numbers, phones, accounts, hardship,
 * addresses, meter numbers, serial and invoice numbers, photos and everything that people wrote in their own words.
 */
type PackedColumn = { column: string; title: string } & CellForm;
export type PackedSheet = { name: string; sheet: string; columns: readonly PackedColumn[] };

type SheetOfContract = keyof typeof contract.sheets;

const titleIn = (sheet: SheetOfContract, key: string): string => {
  const columns: readonly { key: string; title: string }[] = contract.sheets[sheet].columns;
  return columns.find((column) => column.key === key)!.title;
};

/** The title of an answer on sheet 入户记录; one that has no column there is packed under its key. */
export const titleOfAnswer = (question: string): string => ANSWER_COLUMNS.find(({ key }) => key === question)?.title ?? question;

const text = { form: 'text' } as const;
const whole = { form: 'whole' } as const;
const number = { form: 'number' } as const;
const day = { form: 'day' } as const;
const instant = { form: 'instant' } as const;
const yesNo = { form: 'yes-no' } as const;
const texts = { form: 'texts' } as const;
const json = { form: 'json' } as const;
const money = { form: 'decimals', places: 2 } as const;
type ListName = EnumName | LabelListName;
const key = (list: ListName) => ({ form: 'key', list }) as const;
const keys = (list: ListName) => ({ form: 'keys', list }) as const;

/** `of`: columns of the import sheet by their keys; `more`: the others, by their titles. */
function sheetOf(
  name: string,
  sheet: SheetOfContract,
  of: readonly (readonly [column: string, key: string, form: CellForm])[],
  more: readonly (readonly [column: string, title: string, form: CellForm])[] = [],
): PackedSheet {
  return {
    name: `records/${name}.csv`,
    sheet,
    columns: [
      ...of.map(([column, key, form]) => ({ column, title: titleIn(sheet, key), ...form })),
      ...more.map(([column, title, form]) => ({ column, title, ...form })),
    ],
  };
}

function formOfQuestion(question: QuestionKey): CellForm | null {
  const asked = QUESTIONS[question];
  switch (asked.form) {
    case 'text':
      return null;
    case 'yes-no':
      return yesNo;
    case 'money':
      return money;
    case 'number':
      return number;
    case 'one':
      return key(asked.list);
    case 'many':
      return keys(asked.list);
  }
}

/** The answers that are packed: all but free texts. */
export const PACKED_QUESTIONS: readonly { question: QuestionKey; form: CellForm }[] = QUESTION_KEYS.flatMap((question) => {
  const form = formOfQuestion(question);
  return form === null ? [] : [{ question, form }];
});

export const PACKED_SHEETS = {
  divisions: sheetOf(
    'divisions',
    '行政区划',
    [
      ['code', 'code', text],
      ['name', 'name', text],
      ['parent_code', 'parent', text],
      ['zone_type', 'zoneType', key('zoneType')],
      ['within_5km', 'within5km', yesNo],
      ['relocating', 'relocating', yesNo],
      ['completed_on', 'completedOn', day],
      ['valid_from', 'validFrom', day],
      ['valid_to', 'validTo', day],
    ],
    [
      ['level', '级别', text],
      ['merged_into', '并入', text],
    ],
  ),
  seasons: sheetOf(
    'seasons',
    '采暖季',
    [
      ['season', 'season', text],
      ['division_code', 'division', text],
      ['starts_on', 'startsOn', day],
      ['ends_on', 'endsOn', day],
    ],
    [
      ['closed_at', '关闭时间', instant],
      ['thresholds', '规则门槛', json],
    ],
  ),
  heatSources: sheetOf('heat-sources', '热源', [
    ['number', 'number', text],
    ['name', 'name', text],
    ['kind', 'kind', key('heatSourceKind')],
    ['division_code', 'division', text],
    ['tonnes_per_hour', 'tonnesPerHour', number],
    ['rating', 'rating', text],
    ['closing', 'closing', yesNo],
  ]),
  households: sheetOf(
    'households',
    '户台账',
    [
      ['number', 'number', text],
      ['village_code', 'village', text],
      ['residence', 'residence', key('residence')],
      ['house_use', 'houseUse', key('houseUse')],
      ['status', 'status', key('householdStatus')],
      ['people', 'people', whole],
      ['elderly', 'elderly', whole],
      ['heated_area', 'heatedArea', number],
      ['mode', 'mode', key('mode')],
      ['device', 'device', text],
      ['year', 'year', whole],
      ['batch', 'batch', key('batch')],
      ['in_plan', 'inPlan', yesNo],
      ['installed_on', 'installedOn', day],
      ['town_accepted_on', 'townAcceptedOn', day],
      ['county_accepted_on', 'countyAcceptedOn', day],
      ['connected_on', 'connectedOn', day],
      ['stove_removed_on', 'stoveRemovedOn', day],
      ['coal_cleared_on', 'coalClearedOn', day],
      ['heat_source_number', 'heatSource', text],
    ],
    [
      ['applied_on', '申请日期', day],
      ['agreed_on', '协议日期', day],
      ['village_accepted_on', '村级验收日期', day],
      ['began_on', '分户日期', day],
      ['ended_on', '终止日期', day],
    ],
  ),
  rooms: sheetOf('rooms', '房屋', [
    ['household_number', 'household', text],
    ['season', 'season', text],
    ['room', 'room', whole],
    ['kind', 'kind', key('roomKind')],
    ['heated_area', 'heatedArea', number],
    ['letting', 'letting', key('letting')],
    ['connected', 'connected', yesNo],
    ['use', 'use', key('roomUse')],
  ]),
  visits: sheetOf(
    'visits',
    '入户记录',
    [
      ['id', 'visit', text],
      ['household_number', 'household', text],
      ['season', 'season', text],
      ['visited_at', 'visitedAt', instant],
      ['kind', 'kind', key('visitKind')],
      ['outcome', 'outcome', key('visitOutcome')],
    ],
    [
      ...PACKED_QUESTIONS.map(({ question, form }) => [`answer_${question}`, titleOfAnswer(question), form] as const),
      ['status', '状态', text],
      ['rule_version', '规则版本', text],
      ['submitted_at', '提交时间', instant],
    ],
  ),
  usages: sheetOf('usages', '用能计量', [
    ['household_number', 'household', text],
    ['season', 'season', text],
    ['energy', 'energy', key('energy')],
    ['start_reading', 'startReading', number],
    ['end_reading', 'endReading', number],
    ['usage', 'usage', number],
    ['source', 'source', text],
  ]),
  policies: sheetOf(
    'policies',
    '补贴政策',
    [
      ['number', 'policy', text],
      ['document', 'document', text],
      ['issuer', 'issuer', text],
      ['division_code', 'division', text],
      ['season', 'season', text],
      ['kind', 'kind', key('policyKind')],
      ['modes', 'modes', keys('mode')],
      ['unit', 'unit', key('policyUnit')],
      ['rate', 'rate', { form: 'decimals', places: 4 }],
      ['tiers', 'tiers', json],
      ['cap', 'cap', money],
      ['shares', 'shares', json],
      ['target', 'target', keys('hardship')],
      ['exclusive_group', 'exclusiveGroup', text],
      ['basis', 'basis', text],
      ['valid_from', 'validFrom', day],
      ['valid_to', 'validTo', day],
      ['due_on', 'dueOn', day],
      ['supersedes', 'supersedes', text],
    ],
    [['to_confirm', '待确认', texts]],
  ),
  entitlements: sheetOf(
    'entitlements',
    '应补',
    [
      ['household_number', 'household', text],
      ['policy_number', 'policy', text],
      ['quantity', 'quantity', { form: 'decimals', places: 3 }],
      ['due', 'amount', money],
    ],
    [
      ['season', '采暖季', text],
      ['due_central', '中央', money],
      ['due_province', '省', money],
      ['due_city', '市', money],
      ['due_county', '县', money],
      ['source', '来源', text],
      ['trace', '计算过程', json],
      ['computed_at', '计算时间', instant],
    ],
  ),
  batches: {
    name: 'records/batches.csv',
    sheet: '发放批次',
    columns: [
      { column: 'division_code', title: '区划代码', ...text },
      { column: 'number', title: '批次号', ...text },
      { column: 'season', title: '采暖季', ...text },
      { column: 'state', title: '状态', ...text },
      { column: 'source', title: '来源', ...text },
      { column: 'method', title: '发放方式', ...key('payMethod') },
      { column: 'policies', title: '政策编号', ...texts },
      { column: 'levels', title: '资金层级', ...texts },
      { column: 'drafted_at', title: '拟定时间', ...instant },
      { column: 'notice_from', title: '公示开始', ...day },
      { column: 'notice_to', title: '公示结束', ...day },
      { column: 'released_at', title: '发放时间', ...instant },
      { column: 'reconciled_at', title: '对账时间', ...instant },
      { column: 'cancelled_at', title: '作废时间', ...instant },
    ],
  },
  payments: sheetOf(
    'payments',
    '发放',
    [
      ['batch_number', 'batch', text],
      ['household_number', 'household', text],
      ['policy_number', 'policy', text],
      ['level', 'level', key('level')],
      ['amount', 'amount', money],
      ['method', 'method', key('payMethod')],
      ['paid_on', 'paidOn', day],
      ['result', 'result', key('payResult')],
    ],
    [
      ['batch_division', '批次区划', text],
      ['season', '采暖季', text],
      ['answered_on', '回执日期', day],
      ['resend_of', '补发自', text],
      ['created_at', '记录时间', instant],
    ],
  ),
  funds: sheetOf('funds', '资金', [
    ['division_code', 'division', text],
    ['season', 'season', text],
    ['level', 'level', key('level')],
    ['document', 'document', text],
    ['allotted', 'allotted', money],
    ['received', 'received', money],
    ['received_on', 'receivedOn', day],
  ]),
  zones: sheetOf('zones', '禁煤区', [
    ['zone', 'zone', text],
    ['name', 'name', text],
    ['document', 'document', text],
    ['valid_from', 'validFrom', day],
    ['valid_to', 'validTo', day],
    ['village_code', 'village', text],
  ]),
  plans: sheetOf('plans', '改造计划', [
    ['village_code', 'village', text],
    ['year', 'year', whole],
    ['mode', 'mode', key('mode')],
    ['households', 'households', whole],
  ]),
  targets: sheetOf('targets', '目标', [
    ['division_code', 'division', text],
    ['season', 'season', text],
    ['zone_type', 'zoneType', { form: 'zone' }],
    ['indicator', 'indicator', { form: 'indicator' }],
    ['target', 'target', money],
    ['basis', 'basis', text],
  ]),
  findings: sheetOf(
    'findings',
    '问题',
    [
      ['number', 'number', text],
      ['source', 'source', text],
      ['division_code', 'division', text],
      ['household_number', 'household', text],
      ['amount', 'amount', money],
      ['due_on', 'dueOn', day],
    ],
    [
      ['id', '标识', text],
      ['season', '采暖季', text],
      ['rule', '规则', text],
      ['subject', '对象', text],
      ['level', '层级', text],
      ['state', '状态', text],
      ['urgent', '紧急', yesNo],
      ['opened_on', '发现日期', day],
      ['times', '次数', whole],
      ['cause', '原因', json],
      ['exception', '例外', yesNo],
      ['proposed_at', '提请销号时间', instant],
      ['closed_at', '销号时间', instant],
      ['created_at', '记录时间', instant],
    ],
  ),
  findingPlaces: {
    name: 'records/finding-places.csv',
    sheet: '问题位置',
    columns: [
      { column: 'finding_id', title: '问题标识', ...text },
      { column: 'division_code', title: '区划代码', ...text },
      { column: 'household_number', title: '户编号', ...text },
    ],
  },
  /** What a season was closed with. Records that were corrected since give something else. */
  closedFacts: {
    name: 'records/closed-facts.csv',
    sheet: '关账指标',
    columns: [
      { column: 'season', title: '采暖季', ...text },
      { column: 'household_number', title: '户编号', ...text },
      { column: 'village_code', title: '村区划代码', ...text },
      { column: 'mode', title: '改造路径', ...text },
      { column: 'visit_id', title: '记录编号', ...text },
      { column: 'facts', title: '指标', ...json },
    ],
  },
} as const satisfies Record<string, PackedSheet>;

export type PackedName = keyof typeof PACKED_SHEETS;
export const PACKED_NAMES = Object.keys(PACKED_SHEETS) as PackedName[];
