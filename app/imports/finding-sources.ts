import type { FindingSource } from '~/domain/findings/desk/finding';

/** 来源 on paper: what sheet 问题 and 附件8 call the sources of findings. */
const LABELS: Readonly<Record<FindingSource, string>> = {
  self_check: '自查',
  province: '省督查',
  mee: '生态环境部',
  audit: '审计',
  hotline: '12345热线',
  rule: '系统规则',
  cadre: '村干部上报',
};

/** The source that a label names; a source already known is its own. */
export function sourceOfLabel(label: string): FindingSource | undefined {
  return (Object.keys(LABELS) as FindingSource[]).find((source) => LABELS[source] === label || source === label);
}
