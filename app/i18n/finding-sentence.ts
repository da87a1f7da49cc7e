/** 问题 in words: what kind it is, and the sentence of its cause. A rule's words come from its code and cause; a person's are their own. */
import type { TFunction } from 'i18next';
import type { Cause } from '~/domain/findings/opened';
import type { ProblemKind } from '~/domain/findings/problem-report';
import type { RuleCode } from '~/domain/findings/rule-codes';

type Said = { rule: RuleCode | null; kind: string | null; reportKind: ProblemKind | null; cause: Cause; text: string | null };
type Words = TFunction<['findings-desk', 'findings']>;

/** 类型: the rule with its code, what a cadre chose, or the words of who opened it. */
export function findingKind(t: Words, { rule, kind, reportKind }: Pick<Said, 'rule' | 'kind' | 'reportKind'>): string {
  if (rule !== null) return rule;
  return kind ?? (reportKind === null ? t('findings-desk:kindUnsaid') : t(`findings:kind.${reportKind}`));
}

/** 问题描述. */
export function findingCause(t: Words, { rule, text }: Said): string {
  return text ?? (rule === null ? t('findings-desk:textUnsaid') : rule);
}
