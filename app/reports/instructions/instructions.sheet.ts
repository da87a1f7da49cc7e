/** 填报说明: what every figure of the workbook means. */
import { ENUMERATIONS, type EnumName, keysOf, type LabelListName, labelOf } from '~/domain/contract/enumerations';
import type { Thresholds } from '~/domain/findings/thresholds';
import { COLD_BELOW_CELSIUS } from '~/domain/heating/cold';
import { NOBODY_DAYS_TO_CLOSE } from '~/domain/household/closure';
import { LET_ROOM_KINDS } from '~/domain/indicators/flags-of';
import { INDICATORS } from '~/domain/indicators/indicators';
import { RULE_VERSION } from '~/domain/survey/questions/questions';
import { contractSheetName } from '../contract';
import { type Column, NO_TOTAL, type Sheet } from '../sheet';
import { CLAUSES, CONTINUITY_WORDS, FLAG_WORDS, type Heading, LIST_WORDS } from '../words';
import { thresholdsLine } from './thresholds-line';

type Line = { kind: string; name: string; text: string; basis: string; clause: string };

const column = (title: string, key: keyof Line, width: number): Column<Line> => ({
  group: '',
  title,
  key,
  width,
  format: 'text',
  total: NO_TOTAL,
  value: (line) => line[key],
});

/** `thresholds`: those that the rules of findings go by in the season. */
export function instructionsSheet(heading: Heading, asOfIsPast: boolean, thresholds: Thresholds): Sheet<Line> {
  return {
    name: contractSheetName('填报说明'),
    title: `${heading.unit}清洁取暖“回头看”填报说明`,
    subtitle: [heading.unitLine, heading.timeLine, `规则版本：${RULE_VERSION}`],
    paper: 'A4',
    columns: [
      column('类别', 'kind', 10),
      column('项目', 'name', 20),
      column('定义、公式', 'text', 56),
      column('口径', 'basis', 36),
      column('依据', 'clause', 28),
    ],
    basis: [],
    frozenColumns: 2,
    list: false,
    hasTotal: false,
    rowHeight: 16,
    signed: false,
    notes: [],
    rows: [...rules(asOfIsPast, thresholds), ...flags(), ...continuity(), ...indicators(), ...codeLists()],
  };
}

function rules(asOfIsPast: boolean, thresholds: Thresholds): Line[] {
  const line = (name: string, text: string, basis = ''): Line => ({ kind: '规则', name, text, basis, clause: '' });
  const limits = thresholdsLine(thresholds);
  const letKinds = [...LET_ROOM_KINDS].map((kind) => labelOf('roomKind', kind)).join('、');
  return [
    line('规则版本', RULE_VERSION),
    line('与上次报送相比', '首次生成，无上次报送版本'),
    line(
      '数据截止',
      '入户记录、资金以截止日期为准；安装、接通等实物状态以截止日期与本县采暖季结束日期中较早者为准',
      asOfIsPast ? '截止日期早于生成日期，各项按截止日期重新计算' : '',
    ),
    line('受冻阈值', `入户室温低于 ${COLD_BELOW_CELSIUS} ℃，或不能运行且不取暖`),
    line('销号', `拒绝、空置、拆除一次，或无人在 ${NOBODY_DAYS_TO_CLOSE} 个不同日期`),
    line('计入的入户', '普查、复核中已提交或已审核的入户；草稿、退回、抽查不计。以本采暖季最近一次结果为“完成”的入户为准'),
    line('出租用房', `${letKinds}，按处计`),
    line(
      '单位和位数',
      '户数为整数；汇总表金额为万元、四位小数，分户表金额为元、两位小数；面积为㎡、两位小数；比率由未舍入的数计算，保留两位小数，四舍五入；分母为零记“—”',
    ),
    line(
      '补贴金额',
      '按政策的单价或分档乘以数量，封顶，四舍五入到分；各级按分担比例承担，尾差给余数最大的层级，各级之和等于应补',
      '应补、已补、拖欠计入全部户；已补为截止日期以前发放成功的金额，拖欠为过了应付截止日期仍未付清的部分，含各种补贴；补贴延续中的拖欠只看运行补贴，只计总户数内的户',
    ),
    line('问题门槛', limits.text, limits.basis),
    line('问题整改', '问题数、已整改按截止日期当天结束时的状态计；问题台账建立以前，相应各栏为零，比率为“—”'),
  ];
}

function flags(): Line[] {
  return FLAG_WORDS.map(([letter, name, text]) => ({
    kind: '口径字母',
    name: `${letter} ${name}`,
    text,
    basis: '不在总户数 H 内的户，各项均不计',
    clause: '',
  }));
}

function indicators(): Line[] {
  return INDICATORS.map(({ name, formula, basis, clause }) => ({
    kind: '指标',
    name,
    text: formula,
    basis,
    clause: CLAUSES[clause] ?? clause,
  }));
}

function continuity(): Line[] {
  return keysOf('continuity').map((key, index) => ({
    kind: '补贴延续',
    name: `${index + 1} ${labelOf('continuity', key)}`,
    text: CONTINUITY_WORDS[key],
    basis: index === 0 ? '总户数内的户，只看运行补贴；按次序判定，先符合的为准' : '',
    clause: index === 0 ? CLAUSES.C11! : '',
  }));
}

function codeLists(): Line[] {
  return (Object.keys(LIST_WORDS) as (EnumName | LabelListName)[]).map((list) => {
    const labels: readonly string[] = Object.values(ENUMERATIONS[list]);
    return { kind: '代码', name: LIST_WORDS[list]!, text: labels.join('、'), basis: '', clause: '' };
  });
}
