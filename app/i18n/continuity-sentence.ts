import type { TFunction } from 'i18next';
import type { Language } from '~/domain/access/language';
import type { ContinuityReason } from '~/domain/subsidy/continuity';
import { addDays } from '~/domain/time/calendar-day';
import { formatDayOnPaper, formatYuan } from './formats';

/** The reason for a household's continuity, and since when, in one sentence a cadre can say at the door. */
export function continuitySentence(t: TFunction<['subsidy', 'enums']>, reason: ContinuityReason, language: Language): string {
  switch (reason.status) {
    case 'arrears':
      return t('subsidy:continuity.arrears', {
        owed: formatYuan(reason.owed),
        since: formatDayOnPaper(addDays(reason.dueOn, 1), language),
      });
    case 'interrupted':
      return t('subsidy:continuity.interrupted', { before: reason.before, amount: formatYuan(reason.dueBefore) });
    case 'reduced':
      return t('subsidy:continuity.reduced', {
        before: reason.before,
        amount: formatYuan(reason.dueBefore),
        gives: formatYuan(reason.gives),
        less: formatYuan(reason.dueBefore - reason.gives),
      });
    case 'not_due':
      return t('subsidy:continuity.not_due', { owed: formatYuan(reason.owed), day: formatDayOnPaper(reason.dueOn, language) });
    case 'continuous':
      return t('subsidy:continuity.continuous', { amount: formatYuan(reason.paid) });
    case 'never':
      return t('subsidy:continuity.never');
    case 'not_applicable':
      return t('subsidy:continuity.not_applicable');
  }
}
