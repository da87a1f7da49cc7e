import { useTranslation } from 'react-i18next';

/** The as-of date of the figures. On paper the season stands beside it, because the switch is not printed. */
export function AsOf({ season, day, closed }: { season: string; day: string; closed: boolean }) {
  const { t } = useTranslation('coverage');
  return (
    <>
      <span className="print:hidden">{t(closed ? 'asOfClosed' : 'asOf', { day })}</span>
      <span className="hidden print:inline">{t('sheet.asOf', { season, day })}</span>
    </>
  );
}
