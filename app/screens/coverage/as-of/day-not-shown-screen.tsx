import { Link, useRevalidator, useSearchParams } from '@remix-run/react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from '~/domain/access/language';
import type { DivisionStep } from '~/domain/coverage/division';
import { formatDayOnPaper } from '~/i18n/formats';
import { Notice } from '~/screens/shared/notice';
import { Progress } from '~/screens/shared/progress';
import { SeasonSwitch } from '~/screens/shared/season-switch';
import { DeskPage } from '~/screens/shell/desk-page';
import { changed } from '../addresses';
import { DayChoice, type ShownDay } from './day-choice';

type Computing = { why: 'computing'; typed: string; done: number; total: number; failed: boolean };
type Props = ShownDay & {
  trail: readonly DivisionStep[];
  seasons: readonly string[];
  season: string;
  notShown: Computing | { why: 'refused'; typed: string; sentence: string };
};

const AGAIN_MS = 2_000;

/** A page whose figures are not there: the day is being computed, and the page follows it to its end; or it is no day to show. */
export function DayNotShownScreen({ trail, seasons, season, notShown, ...day }: Props) {
  const { t } = useTranslation('as-of');
  const [parameters] = useSearchParams();
  return (
    <DeskPage
      heading={trail[trail.length - 1]!.name}
      breadcrumb={trail.map(({ name }) => ({ name }))}
      season={<SeasonSwitch seasons={seasons} current={season} />}
      asOf={<DayChoice season={season} day={day} typed={notShown.typed} />}
    >
      {notShown.why === 'refused' ? (
        <Notice tone="danger" title={t('refused')} live>
          <p>{notShown.sentence}</p>
        </Notice>
      ) : (
        <BeingComputed {...notShown} />
      )}
      <p>
        <Link className="link" to={changed(parameters, { asOf: null })}>
          {t(day.closed ? 'past.backClosed' : 'past.back')}
        </Link>
      </p>
    </DeskPage>
  );
}

function BeingComputed({ typed, done, total, failed }: Computing) {
  const { t, i18n } = useTranslation('as-of');
  const [parameters] = useSearchParams();
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (failed) return;
    const timer = setInterval(revalidate, AGAIN_MS);
    return () => clearInterval(timer);
  }, [failed, revalidate]);
  const day = formatDayOnPaper(typed, i18n.language as Language);
  if (failed)
    return (
      <Notice tone="danger" title={t('computing.failed', { day })} live>
        <p>{t('computing.failedNow')}</p>
      </Notice>
    );
  return (
    <Notice title={t('computing.title', { day })} live>
      <p className="mb-2">{t('computing.text')}</p>
      <Progress done={done} total={total} label={t('computing.label')} />
      <p className="mt-2">
        <Link className="link" to={`?${parameters}`}>
          {t('computing.again')}
        </Link>
      </p>
    </Notice>
  );
}
