import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { DivisionStep } from '~/domain/coverage/division';
import { EmptyState } from '~/screens/shared/empty-state';
import { DeskPage } from '~/screens/shell/desk-page';

/** The start page for a person with several divisions, or none. `to` is the beginning of each link. */
export function BeginScreen({ divisions, to }: { divisions: readonly DivisionStep[]; to: string }) {
  const { t } = useTranslation('coverage');
  return (
    <DeskPage heading={t('begin.title')} narrow>
      {divisions.length === 0 ? (
        <EmptyState title={t('begin.none')}>
          <span />
        </EmptyState>
      ) : (
        <>
          <p className="mb-2">{t('begin.what')}</p>
          <ul className="card divide-y divide-line">
            {divisions.map((division) => (
              <li key={division.code}>
                <Link className="flex min-h-target items-center px-3 text-action" to={`${to}${division.code}`}>
                  {division.name}
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
    </DeskPage>
  );
}

/** A division while the register has no season. */
export function NoSeasonScreen({ trail }: { trail: readonly DivisionStep[] }) {
  const { t } = useTranslation('coverage');
  return (
    <DeskPage heading={trail[trail.length - 1]!.name} breadcrumb={trail.map((step) => ({ name: step.name }))}>
      <EmptyState title={t('noSeason.title')}>
        <p>{t('noSeason.now')}</p>
      </EmptyState>
    </DeskPage>
  );
}
