/** 问题 in words: what kind it is, and the sentence of its cause. A rule's words come from its code and cause; a person's are their own. */
import type { TFunction } from 'i18next';
import type { Language } from '~/domain/access/language';
import type { Cause } from '~/domain/findings/opened';
import type { ProblemKind } from '~/domain/findings/problem-report';
import type { RuleCode } from '~/domain/findings/rule-codes';
import { causeSentence, type FindingT, ruleName } from './finding-words';

type Said = { rule: RuleCode | null; kind: string | null; reportKind: ProblemKind | null; cause: Cause; text: string | null };
type Words = TFunction<['findings-desk', 'findings']>;

/** 类型: the rule with its code, what a cadre chose, or the words of who opened it. */
export function findingKind(t: Words, { rule, kind, reportKind }: Pick<Said, 'rule' | 'kind' | 'reportKind'>): string {
  if (rule !== null) return `${rule} ${ruleName(t as unknown as FindingT, rule)}`;
  if (reportKind !== null) return t(`findings:kind.${reportKind}`);
  return kind ?? t('findings-desk:kindUnsaid');
}

/** 问题描述. */
export function findingCause(t: Words, { rule, cause, text }: Pick<Said, 'rule' | 'cause' | 'text'>, language: Language): string {
  if (rule !== null) return causeSentence(t as unknown as FindingT, rule, cause, language);
  return text ?? t('findings-desk:textUnsaid');
}
