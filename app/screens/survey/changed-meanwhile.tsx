import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { ChangeMeanwhile } from '~/domain/survey/submit-answer';
import english from '~/i18n/en/changed.json';
import { formatInstant } from '~/i18n/formats';
import chinese from '~/i18n/zh-CN/changed.json';
import { useLateWords } from '~/screens/shared/late-words';
import { Notice } from '~/screens/shared/notice';

/** What somebody else did to this household after the form was opened. The typed answers stay. */
export default function ChangedMeanwhile({
  changes,
  household,
  blocking,
}: {
  changes: readonly ChangeMeanwhile[];
  household: string;
  blocking: boolean;
}) {
  useLateWords('changed', { 'zh-CN': chinese, en: english });
  const { t } = useTranslation('changed');
  const say = t as unknown as (key: string, values: Record<string, unknown>) => string;
  return (
    <Notice tone="attention" title={t('title')} live={blocking}>
      <p>{t('now')}</p>
      <ul className="my-1 list-disc pl-5">
        {changes.map((change, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the entries have no key of their own, and a row has no state.
          <li key={at}>
            {timeOf(change.at)} {say(`history.${change.action}`, { by: change.by, defaultValue: t('history.other', { by: change.by }) })}
          </li>
        ))}
      </ul>
      <p className="flex flex-wrap gap-x-4">
        <Link className="link inline-flex min-h-target items-center" to={`/households/${encodeURIComponent(household)}`}>
          {t('openAgain')}
        </Link>
        {blocking && (
          <button type="submit" name="do" value="submit" className="link min-h-target font-medium">
            {t('submitAnyway')}
          </button>
        )}
      </p>
    </Notice>
  );
}

/** 01-05 14:30, China's time. */
function timeOf(instant: string): string {
  return formatInstant(instant).slice(5);
}
