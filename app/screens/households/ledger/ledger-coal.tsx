import { useTranslation } from 'react-i18next';
import type { ReburnSign } from '~/domain/heating/reburn';
import { Section } from '~/screens/households/household-screen';
import { Chip } from '~/screens/shared/notice';

export type LedgerCoalSeason = {
  season: string;
  visited: boolean;
  installed: boolean;
  reburning: boolean;
  suspected: boolean;
  signs: readonly ReburnSign[];
  /** The day of the visit that decided. */
  day: string | null;
};

/** 散煤复烧: what each season's facts say, with the signs that the visit saw. */
export function LedgerCoal({ seasons }: { seasons: readonly LedgerCoalSeason[] }) {
  const { t } = useTranslation(['ledger', 'coverage', 'survey']);
  return (
    <Section title={t('coal.title')}>
      {seasons.length === 0 && <p className="text-ink-soft">{t('coal.none')}</p>}
      <ul className="divide-y divide-line">
        {seasons.map(({ season, visited, installed, reburning, suspected, signs, day }) => (
          <li key={season} className="py-1">
            <p className="flex flex-wrap items-center gap-x-2">
              <span className="whitespace-nowrap text-ink-soft">{season}</span>
              {reburning ? (
                <Chip tone="danger" icon="flame">
                  {t('coal.reburning')}
                </Chip>
              ) : suspected ? (
                <Chip tone="attention" icon="alert">
                  {t('coal.suspected')}
                </Chip>
              ) : (
                <span>{t(!visited ? 'coal.notVisited' : !installed ? 'coal.notConverted' : 'coal.clean')}</span>
              )}
            </p>
            {signs.length > 0 && (
              <p>
                {t('coal.seen', {
                  day: day ?? '—',
                  signs: signs.map((sign) => t(`coverage:sign.${sign}`)).join(t('survey:listSeparator')),
                })}
              </p>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
