import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '~/i18n/formats';
import { ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { Notice } from '~/screens/shared/notice';
import { DeskPage } from '~/screens/shell/desk-page';
import { fieldLabel } from './field-words';
import type { HouseholdToDecide } from './household-decision-screen';

type ListedConflict = {
  id: string;
  household: string;
  head: string | null;
  village: string;
  fields: string[];
  by: string;
  receivedAt: string;
};

/** Households where two people changed the same answer, the longest waiting first; one card for each. */
type Props = { conflicts: readonly ListedConflict[]; households: readonly HouseholdToDecide[]; done: boolean };

export function ConflictsScreen({ conflicts, households, done }: Props) {
  const { t } = useTranslation(['sync', 'survey', 'enums', 'added']);
  return (
    <DeskPage heading={t('sync:conflicts.title')}>
      {done && <Notice tone="ok" title={t('sync:conflicts.done')} live />}
      {households.length > 0 && (
        <section className="mb-6">
          <h2 className="mb-1 text-lead">{t('added:desk.title')}</h2>
          <p className="mb-3 text-ink-soft">{t('added:desk.intro')}</p>
          <ul className="space-y-2">
            {households.map((one) => (
              <li key={one.id} className="card flex flex-col gap-2 p-3 tablet:flex-row tablet:items-center">
                <div className="min-w-0 flex-1">
                  <p>
                    <Link className="link font-semibold" to={`/conflicts/households/${encodeURIComponent(one.id)}`}>
                      {one.head} · {one.address}
                    </Link>{' '}
                    <span className="text-ink-soft">{one.village}</span>
                  </p>
                  {one.reason && <p>{t(`added:desk.why.${one.reason}`)}</p>}
                  <p className="text-small text-ink-faint">
                    {t('added:desk.sent', { by: one.by, at: formatInstant(one.receivedAt) })}
                    {one.visits > 0 && ` · ${t('added:desk.visits', { count: one.visits })}`}
                  </p>
                </div>
                <ButtonLink to={`/conflicts/households/${encodeURIComponent(one.id)}`} look="main">
                  {t('added:desk.open')}
                </ButtonLink>
              </li>
            ))}
          </ul>
        </section>
      )}
      {conflicts.length === 0 && households.length > 0 ? null : conflicts.length === 0 ? (
        <EmptyState title={t('sync:conflicts.none')}>
          <p>{t('sync:conflicts.noneNext')}</p>
        </EmptyState>
      ) : (
        <>
          <p className="mb-3 text-ink-soft">{t('sync:conflicts.intro')}</p>
          <ul className="space-y-2">
            {conflicts.map((conflict) => (
              <li key={conflict.id} className="card flex flex-col gap-2 p-3 tablet:flex-row tablet:items-center">
                <div className="min-w-0 flex-1">
                  <p>
                    <Link className="link font-semibold" to={`/conflicts/${conflict.id}`}>
                      {conflict.head} · {conflict.household}
                    </Link>{' '}
                    <span className="text-ink-soft">{conflict.village}</span>
                  </p>
                  <p>{t('sync:field.said', { field: t('sync:conflicts.fields'), value: fieldsText(conflict.fields) })}</p>
                  <p className="text-small text-ink-faint">
                    {conflict.by} · {formatInstant(conflict.receivedAt)}
                  </p>
                </div>
                <ButtonLink to={`/conflicts/${conflict.id}`} look="main">
                  {t('sync:conflicts.open')}
                </ButtonLink>
              </li>
            ))}
          </ul>
        </>
      )}
    </DeskPage>
  );

  function fieldsText(fields: readonly string[]): string {
    const names = fields
      .slice(0, 4)
      .map((field) => fieldLabel(t, field))
      .join(t('survey:listSeparator'));
    return fields.length > 4 ? t('sync:conflicts.fieldsMore', { names, count: fields.length }) : names;
  }
}
