import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { Energy } from '~/domain/contract/enumerations';
import { fieldsOfPart, type LedgerValues, specOf } from '~/domain/household/ledger/ledger-fields';
import { enumWord } from '~/i18n/enum-word';
import { Lines, Section } from '~/screens/households/household-screen';
import { ButtonLink } from '~/screens/shared/button';
import { valueWords } from './field-words';
import { ToCorrect } from './ledger-register';

export type LedgerHeatingProps = {
  number: string;
  heatedArea: number | null;
  conversions: { current: boolean; heatSourceName: string | null; fields: LedgerValues }[];
  mayCorrect: boolean;
};

/** 取暖设备: the current conversion with its dates in their order, and those before it. Fields without a value are left out. */
export function LedgerHeating({ number, heatedArea, conversions, mayCorrect }: LedgerHeatingProps) {
  const { t } = useTranslation(['ledger', 'enums', 'households']);
  // The heated area is the household's own and stands with the conversion that heats it.
  const fields = (current: boolean) => fieldsOfPart('heating').filter((field) => current || specOf(field).of === 'conversion');
  return (
    <Section title={t('part.heating')}>
      {conversions.length === 0 && <p className="text-ink-soft">{t('households:conversion.none')}</p>}
      {conversions.map((conversion, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the entries have no key of their own, and a row has no state.
        <div key={at} className={at > 0 ? 'mt-3 border-t border-line pt-3 text-ink-soft' : undefined}>
          {!conversion.current && <p className="text-small">{t('households:conversion.former')}</p>}
          <Lines
            lines={fields(conversion.current).flatMap((field): [string, string][] => {
              const words =
                field === 'heatSource' && conversion.heatSourceName
                  ? `${conversion.heatSourceName} ${conversion.fields.heatSource}`
                  : valueWords(t, field, field === 'heatedArea' ? heatedArea : conversion.fields[field]);
              return words === null ? [] : [[t(`field.${field}`), words]];
            })}
          />
        </div>
      ))}
      {conversions.length === 0 && heatedArea !== null && (
        <Lines lines={[[t('field.heatedArea'), valueWords(t, 'heatedArea', heatedArea)]]} />
      )}
      <ToCorrect part="heating" number={number} mayCorrect={mayCorrect} />
    </Section>
  );
}

export type LedgerReading = {
  season: string;
  energy: Energy;
  start: number | null;
  end: number | null;
  usage: number;
  source: string;
  meter: string | null;
};

/** 表底读数: by season and energy; each is corrected on its own, and a missing one is added. */
export function LedgerReadings({
  number,
  readings,
  mayCorrect,
}: {
  number: string;
  readings: readonly LedgerReading[];
  mayCorrect: boolean;
}) {
  const { t } = useTranslation(['ledger', 'enums', 'survey']);
  const address = `/households/${encodeURIComponent(number)}/correct?part=readings`;
  return (
    <Section title={t('part.readings')}>
      {readings.length === 0 && <p className="text-ink-soft">{t('readings.none')}</p>}
      <ul className="divide-y divide-line">
        {readings.map(({ season, energy, start, end, usage, source, meter }) => {
          const unit = t(energy === 'gas' ? 'readings.gas' : 'readings.electricity');
          return (
            <li key={`${season} ${energy}`} className="flex flex-wrap items-baseline gap-x-3 py-1">
              <span className="whitespace-nowrap text-ink-soft">{season}</span>
              <span className="font-medium">
                {enumWord(t, 'energy', energy)} <span className="tabular-nums">{usage}</span> {unit}
              </span>
              {(start !== null || end !== null) && (
                <span className="tabular-nums text-ink-soft">{t('readings.fromTo', { start: start ?? '—', end: end ?? '—' })}</span>
              )}
              <span className="text-small text-ink-soft">{meter ? t('readings.meter', { source, meter }) : source}</span>
              {mayCorrect && (
                <Link
                  className="link inline-flex min-h-target items-center"
                  to={`${address}&season=${season}&energy=${energy}`}
                  aria-label={t('readings.correctOf', { season, energy: enumWord(t, 'energy', energy) })}
                >
                  {t('readings.correct')}
                </Link>
              )}
            </li>
          );
        })}
      </ul>
      {mayCorrect && (
        <div className="mt-3">
          <ButtonLink to={address} icon="plus">
            {t('readings.add')}
          </ButtonLink>
        </div>
      )}
    </Section>
  );
}
