import { Form, Link, useSearchParams } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { Language } from '~/domain/access/language';
import { PLACE_IN_LIST } from '~/domain/tables/table-view';
import { formatDayOnPaper } from '~/i18n/formats';
import { Notice } from '~/screens/shared/notice';
import { changed } from '../addresses';

/** The day a page shows, and from when to when one can be chosen. `past`: computed for that day. */
export type ShownDay = { asOf: string; past: boolean; closed: boolean; first: string | null; latest: string };

/**
 * 截至日期: chooses the day of the figures, kept in the address as ?asOf=…; the rest of the address stays. What cannot be shown is refused
 * by the server in words, so the browser checks nothing itself. On paper the day stands as a sentence beside the season.
 */
export function DayChoice({ season, day, typed }: { season: string; day: ShownDay; typed?: string }) {
  const { t } = useTranslation(['as-of', 'coverage']);
  const [parameters] = useSearchParams();
  return (
    <>
      <Form method="get" noValidate className="no-print flex flex-wrap items-center gap-2" key={`${day.asOf} ${typed ?? ''}`}>
        {[...parameters]
          .filter(([name]) => name !== 'asOf' && !(PLACE_IN_LIST as readonly string[]).includes(name))
          .map(([name, value], at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same value may stand twice in an address.
            <input key={at} type="hidden" name={name} value={value} />
          ))}
        <label className="flex items-center gap-2">
          <span className="whitespace-nowrap">{t('as-of:label')}</span>
          <input
            type="date"
            name="asOf"
            defaultValue={typed ?? day.asOf}
            min={day.first ?? undefined}
            max={day.latest}
            className="field-box w-auto"
          />
        </label>
        <button type="submit" className="link min-h-target px-1">
          {t('as-of:show')}
        </button>
        {day.closed && !day.past && <span className="text-small">{t('as-of:asOfClosed', { day: day.asOf })}</span>}
      </Form>
      <span className="hidden print:inline">{t('coverage:sheet.asOf', { season, day: day.asOf })}</span>
    </>
  );
}

/**
 * Says, also on paper, that the figures are those of a past day, and leads back to today. Nothing for the stored ones. `basis`: what
 * they follow from, where it is not the records of households.
 */
export function PastDay({ day, basis, children }: { day: ShownDay; basis?: string; children?: string }) {
  const { t, i18n } = useTranslation('as-of');
  const [parameters] = useSearchParams();
  if (!day.past) return null;
  return (
    <Notice tone="attention" title={t('past.title', { day: formatDayOnPaper(day.asOf, i18n.language as Language) })}>
      <p>{basis ?? t('past.basis')}</p>
      {children && <p>{children}</p>}
      <p className="no-print">
        <Link className="link" to={changed(parameters, { asOf: null, ...Object.fromEntries(PLACE_IN_LIST.map((name) => [name, null])) })}>
          {t(day.closed ? 'past.backClosed' : 'past.back')}
        </Link>
      </p>
    </Notice>
  );
}
