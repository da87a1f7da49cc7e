import { Form, useSearchParams } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { keysOf, type Mode } from '~/domain/contract/enumerations';
import { Button, ButtonLink } from '~/screens/shared/button';
import { changed } from './addresses';

/** Search and heating mode of a list, and its export. */
export function HouseholdFilters({ search, mode, exportTo }: { search: string; mode: Mode | null; exportTo: string }) {
  const { t } = useTranslation(['coverage', 'enums']);
  const [parameters] = useSearchParams();
  return (
    <div className="no-print mb-2 flex flex-wrap items-end gap-2">
      <Form method="get" className="flex flex-wrap items-end gap-2">
        {['season', 'flag', 'also'].flatMap((name) =>
          parameters.getAll(name).map((value) => <input key={name} type="hidden" name={name} value={value} />),
        )}
        <label>
          <span className="block text-small text-ink-soft">{t('coverage:households.search')}</span>
          <input type="search" name="q" defaultValue={search} className="field-box w-56" />
        </label>
        <label>
          <span className="block text-small text-ink-soft">{t('coverage:households.modeFilter')}</span>
          <select name="mode" defaultValue={mode ?? ''} className="field-box w-auto pr-8">
            <option value="">{t('coverage:households.anyMode')}</option>
            {keysOf('mode').map((key) => (
              <option key={key} value={key}>
                {t(`enums:mode.${key}`)}
              </option>
            ))}
          </select>
        </label>
        <Button icon="search">{t('coverage:filter.apply')}</Button>
        {(search !== '' || mode !== null) && (
          <ButtonLink look="quiet" to={changed(parameters, { q: null, mode: null, after: null, before: null })}>
            {t('coverage:filter.clear')}
          </ButtonLink>
        )}
      </Form>
      <span className="flex-1" />
      <ButtonLink to={exportTo} icon="download" download>
        {t('coverage:export')}
      </ButtonLink>
    </div>
  );
}
