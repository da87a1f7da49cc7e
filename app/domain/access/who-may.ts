import type { Role } from '../contract/enumerations';
import { isOperator, type Person } from './person';

/**
 * 谁可以做什么: the roles and their actions (docs/definitions.md#roles). Where a person may act is a second question,
 * answered by the scope (divisions), never by this table.
 *
 * `visit.submit` belongs to the cadre alone: a reviewer who also recorded visits would review their own. The
 * administrator keeps accounts and settings and has no household data by default.
 */
const MAY = {
  'households.read': ['cadre', 'township', 'county', 'city', 'auditor'],
  'household.add': ['cadre'],
  'roster.change': ['county'],
  /** 第二人看: the person who asked for a correction or an event never confirms it. */
  'roster.confirm': ['county', 'city'],
  'visit.submit': ['cadre'],
  'visit.review': ['township'],
  /** 抽查: who draws and assigns, who does it, who reads what came of it (docs/definitions.md#spot-check). */
  'spot-check.draw': ['township', 'county'],
  'spot-check.do': ['cadre', 'township'],
  'quality.read': ['township', 'county', 'city', 'auditor'],
  /** 值得一看, computed anew for a county. */
  'quality.compute': ['county'],
  /** 看过: what a person wrote after looking at the records beside each other. */
  'quality.look': ['township', 'county'],
  /** 村干部上报: what is wrong at a household, and the answer to it. */
  'problem.report': ['cadre'],
  'problem.read': ['township', 'county', 'city', 'auditor'],
  'problem.answer': ['township', 'county'],
  /** 问题整改: the desk of findings. A cadre sees those of the own households on their pages. */
  'finding.read': ['township', 'county', 'city', 'auditor'],
  'finding.open': ['township', 'county', 'city'],
  /** Which levels a role handles is decided by `whatForbids` (app/domain/findings/desk/finding-acts.ts). */
  'finding.handle': ['township', 'county', 'city'],
  /** 销号: never by the person responsible. */
  'finding.close': ['township', 'county', 'city'],
  /** 值班电话 of one's own townships and counties. */
  'duty-phone.manage': ['township', 'county', 'city'],
  'personal-data.unmask': ['cadre', 'township', 'county'],
  /** ID number, account and hardship of one household: whoever keeps the ledger. */
  'personal-data.unmask-papers': ['county'],
  'coverage.read': ['township', 'county', 'city', 'auditor'],
  /**
   * 可持续运营方案: the county writes it and another person of the county approves it. Townships, which supply what is in it, read it.
   */
  'plans.read': ['township', 'county', 'city', 'auditor'],
  'plans.write': ['county'],
  'plans.approve': ['county'],
  'report.make': ['county', 'city', 'auditor'],
  /** 评估报告的文字, of the own report only: `writesEvaluation` (app/domain/report/evaluation/evaluation-texts.ts). */
  'evaluation.write': ['county', 'city'],
  /** 定稿: the offices that answer for the figures freeze a report; an auditor only reads it. */
  'report.freeze': ['county', 'city'],
  /** 报送: a county's and a city's report on its way to the province; township closings lead to it. */
  'sign-off.read': ['township', 'county', 'city', 'auditor'],
  'sign-off.act': ['county', 'city'],
  'sign-off.close-township': ['township'],
  /** 数据包: the offices that answer for the records pack them; the administrator, who sees no households, takes packages too. */
  'package.make': ['county', 'city'],
  'package.take': ['city', 'admin'],
  /** The workbook shows names in full, masked IDs and phones, and hardship. An auditor's workbook has none of these. */
  'report.personal-columns': ['county', 'city'],
  /** The same columns in a list exported from a screen. A township may have them because its screens show the names anyway. */
  'list.personal-columns': ['township', 'county', 'city'],
  /** The same for a program that asks in a person's name; a cadre's shows the own households. */
  'personal-data.by-program': ['cadre', 'township', 'county', 'city'],
  /**
   * Subsidies of a division: what is due, paid and owed, policies, batches, funds. A cadre sees only those of single households
   * of their own.
   */
  'subsidy.read': ['township', 'county', 'city', 'auditor'],
  'policies.manage': ['county'],
  /** A second person of the office that entered it; for a level that it charges, the city. */
  'policies.confirm': ['county', 'city'],
  'policies.confirm-level': ['city'],
  'entitlements.compute': ['county'],
  /** The person who drafted a batch never checks it, so two persons of the same office are needed. */
  'payments.draft': ['county'],
  'payments.check': ['county'],
  'payments.release': ['county'],
  'funds.manage': ['county'],
  'import.roster': ['county', 'city'],
  'import.subsidy': ['county', 'city'],
  /** 热源: the county keeps them as it keeps the roster. */
  'heat-sources.manage': ['county'],
  /** 目标: the city sets them, for its counties and below too (docs/definitions.md#target). */
  'targets.manage': ['city'],
  'import.targets': ['city'],
  'import.findings': ['county', 'city'],
  'import.divisions': ['city'],
  'import.seasons': ['city'],
  'import.accounts': ['city', 'admin'],
  'divisions.manage': ['city'],
  'seasons.manage': ['city'],
  'accounts.manage': ['city', 'admin'],
  /** 取消两步验证 of an account whose phone is lost. */
  'second-factor.reset': ['admin'],
  'settings.manage': ['admin'],
  'history.verify': ['city', 'auditor', 'admin'],
} as const satisfies Record<string, readonly Role[]>;

export type Action = keyof typeof MAY;

export function may(role: Role, action: Action): boolean {
  return (MAY[action] as readonly Role[]).includes(role);
}

/** The same for a person; the operator may do everything. */
export function mayPerson(person: Person, action: Action): boolean {
  return isOperator(person) || may(person.role, action);
}
