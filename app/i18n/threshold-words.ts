/** 问题门槛 in words. */
import type { TFunction } from 'i18next';
import type { ThresholdLine } from '~/domain/findings/read-thresholds-form';
import type { NumberedThreshold } from '~/domain/findings/thresholds';

export type ThresholdT = TFunction<['thresholds', 'findings']>;

/** What a number means, or the rule whose deadline it is. */
export function thresholdName(t: ThresholdT, { field, rule, days }: Pick<ThresholdLine, 'field' | 'rule' | 'days'>): string {
  return days === null ? t(`thresholds:number.${field as NumberedThreshold}.name`) : t(`thresholds:deadline.${days}`, { rule });
}
