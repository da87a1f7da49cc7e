import { useTranslation } from 'react-i18next';
import { type Contradiction, contradictions } from '~/domain/household/contradictions';
import { blockOf } from '~/domain/survey/questions/question-blocks';
import type { QuestionKey } from '~/domain/survey/questions/questions';
import type { SurveyRoom } from '~/domain/survey/room';
import { readTyped } from '~/domain/survey/typed';
import { seasonBefore } from '~/domain/time/heating-season';
import english from '~/i18n/en/contradictions.json';
import chinese from '~/i18n/zh-CN/contradictions.json';
import { Icon } from '~/screens/shared/icon';
import { useLateWords } from '~/screens/shared/late-words';
import { useVisit } from '../visit-state';

/** Where an answer that does not go with the others is corrected; the register's days are not the cadre's to correct. */
const ASKED_AT: Record<Contradiction, QuestionKey | 'rooms' | null> = {
  'rooms-connected': 'connected',
  'heats-clean': 'connected',
  'connected-first': null,
  'received-unpaid': 'subsidyReceived',
  'used-unmetered': 'rooms',
};

/** 对不上的地方: what the visit contradicts, before it is sent. Each is corrected or confirmed; neither is required. */
export default function Contradictions({ season }: { season: string }) {
  useLateWords('contradictions', { 'zh-CN': chinese, en: english });
  const { t } = useTranslation('contradictions');
  const { typed, set, answers, household } = useVisit();
  const { register, subsidy } = household;
  const found = contradictions({
    answers,
    rooms: (readTyped(typed).rooms ?? []) as SurveyRoom[],
    paid: register?.paid ?? paidIn(subsidy, season),
    meteredZero: register?.meteredZero ?? null,
    installedOn: register?.installedOn ?? null,
    connectedOn: register?.connectedOn ?? null,
  });
  if (found.length === 0) return null;
  const note = typed.note?.[0] ?? '';
  return (
    <section aria-labelledby="contradictions" className="rounded border border-attention-line bg-attention-wash p-3">
      <h3 id="contradictions" className="mb-1 flex items-center gap-1.5 font-semibold">
        <Icon name="alert" className="text-attention" />
        {t('title')}
      </h3>
      <p className="text-small text-ink-soft">{t('lead')}</p>
      <ul className="divide-y divide-attention-line">
        {found.map((one) => {
          const at = ASKED_AT[one];
          // The words of the note, which the reviewer reads, are the confirmation.
          const said = t('confirmed', { what: t(`what.${one}`) });
          return (
            <li key={one} className="py-2">
              <p>{t(`what.${one}`)}</p>
              {note.includes(said) ? (
                <p className="flex items-center gap-1 font-medium text-ok">
                  <Icon name="check" size={18} />
                  {t('isConfirmed')}
                </p>
              ) : (
                <p className="flex flex-wrap gap-x-4">
                  <button
                    type="button"
                    className="link min-h-target py-1"
                    onClick={() => set('note', [[note, said].filter(Boolean).join(' ')])}
                  >
                    {t('confirm')}
                  </button>
                  {at && (
                    <button
                      type="submit"
                      name="do"
                      value={`go:${at === 'rooms' ? 'rooms' : blockOf(at)}`}
                      data-field={at === 'rooms' ? undefined : at}
                      className="link min-h-target py-1"
                    >
                      {t('correct')}
                    </button>
                  )}
                </p>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** What the phone knows to have arrived in the season and the one before; null when its package says nothing of subsidies. */
function paidIn(subsidy: readonly { season: string; paid: number }[] | undefined, season: string): number | null {
  const seasons = [season, seasonBefore(season)];
  return subsidy ? subsidy.reduce((sum, one) => sum + (seasons.includes(one.season) ? one.paid : 0), 0) : null;
}
