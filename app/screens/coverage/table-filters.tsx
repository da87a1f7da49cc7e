import { Form, Link, useSearchParams } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { keysOf } from '~/domain/contract/enumerations';
import { COUNT_COLUMNS, type CoverageColumn, DEFAULT_COLUMNS, FINDING_COLUMNS, RATE_COLUMNS } from '~/domain/coverage/coverage-columns';
import { type CoverageView, isFiltered, ROW_FILTERS } from '~/domain/coverage/coverage-view';
import { Button, ButtonLink } from '~/screens/shared/button';
import { Icon } from '~/screens/shared/icon';
import { changed } from './addresses';
import { listName } from './words';

const KEPT_BY_FILTER = ['season', 'asOf', 'sort', 'col', 'compare'];
const KEPT_BY_COLUMNS = ['season', 'asOf', 'sort', 'q', 'show', 'zone'];

/** Hidden fields for the parts of the address that a form has no field for. */
function Kept({ names }: { names: readonly string[] }) {
  const [parameters] = useSearchParams();
  return (
    <>
      {names.flatMap((name) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: the same value may stand twice in an address.
        parameters.getAll(name).map((value, at) => <input key={`${name}${at}`} type="hidden" name={name} value={value} />),
      )}
    </>
  );
}

/** Filters, columns and export of the table. All of them are in the address. */
export function TableFilters({ view, withZones, exportTo }: { view: CoverageView; withZones: boolean; exportTo: string }) {
  const { t } = useTranslation(['coverage', 'enums']);
  const [parameters] = useSearchParams();
  return (
    <div className="no-print mb-2 flex flex-wrap items-end gap-2">
      <Form method="get" className="flex flex-wrap items-end gap-2">
        <Kept names={KEPT_BY_FILTER} />
        <label>
          <span className="block text-small text-ink-soft">{t('coverage:filter.search')}</span>
          <input type="search" name="q" defaultValue={view.search} className="field-box w-36" />
        </label>
        <label>
          <span className="block text-small text-ink-soft">{t('coverage:filter.show')}</span>
          <select name="show" defaultValue={view.show ?? ''} className="field-box w-auto pr-8">
            <option value="">{t('coverage:filter.all')}</option>
            {ROW_FILTERS.map((list) => (
              <option key={list} value={list}>
                {listName(t as never, list)}
              </option>
            ))}
          </select>
        </label>
        {withZones && (
          <label>
            <span className="block text-small text-ink-soft">{t('coverage:filter.zone')}</span>
            <select name="zone" defaultValue={view.zone ?? ''} className="field-box w-auto pr-8">
              <option value="">{t('coverage:filter.all')}</option>
              {keysOf('zoneType').map((zone) => (
                <option key={zone} value={zone}>
                  {t(`enums:zoneType.${zone}`)}
                </option>
              ))}
            </select>
          </label>
        )}
        <Button icon="search">{t('coverage:filter.apply')}</Button>
        {isFiltered(view) && (
          <ButtonLink look="quiet" to={changed(parameters, { q: null, show: null, zone: null, after: null })}>
            {t('coverage:filter.clear')}
          </ButtonLink>
        )}
      </Form>
      <span className="flex-1" />
      <ColumnChooser chosen={view.columns} compare={view.compare} />
      <ButtonLink to={exportTo} icon="download" download>
        {t('coverage:export')}
      </ButtonLink>
    </div>
  );
}

function ColumnChooser({ chosen, compare }: { chosen: readonly CoverageColumn[]; compare: boolean }) {
  const { t } = useTranslation('coverage');
  const [parameters] = useSearchParams();
  const isDefault = !compare && chosen.length === DEFAULT_COLUMNS.length && chosen.every((column) => DEFAULT_COLUMNS.includes(column));
  return (
    <details className="relative">
      <summary
        className="flex min-h-target cursor-pointer list-none items-center gap-1 rounded border border-line-strong bg-paper px-4
        font-medium hover:bg-page"
      >
        {t('filter.columns')} <Icon name="down" size={16} />
      </summary>
      <Form
        method="get"
        className="fixed inset-x-4 bottom-4 z-30 max-h-[80vh] overflow-y-auto rounded border border-line-strong bg-paper p-3
          desk:absolute desk:inset-x-auto desk:bottom-auto desk:right-0 desk:mt-1 desk:w-[30rem]"
      >
        <Kept names={KEPT_BY_COLUMNS} />
        <fieldset>
          <legend className="mb-2 text-small text-ink-soft">{t('filter.columnsHint')}</legend>
          <div className="grid grid-cols-2 gap-x-4">
            {[COUNT_COLUMNS, [...RATE_COLUMNS, ...FINDING_COLUMNS]].map((columns) => (
              <div key={columns[0]}>
                {columns.map((column) => (
                  <label key={column} className="flex min-h-[28px] cursor-pointer items-center gap-2">
                    <input type="checkbox" name="col" value={column} defaultChecked={chosen.includes(column)} />
                    {t(`column.${column}`)}
                  </label>
                ))}
              </div>
            ))}
          </div>
        </fieldset>
        <label className="mt-2 flex min-h-[28px] cursor-pointer items-center gap-2 border-t border-line pt-2">
          <input type="checkbox" name="compare" value="1" defaultChecked={compare} />
          {t('filter.compare')}
        </label>
        <div className="mt-3 flex gap-2">
          <Button look="main">{t('filter.columnsApply')}</Button>
          {!isDefault && (
            <Link className="link self-center" to={changed(parameters, { col: null, compare: null })}>
              {t('filter.columnsReset')}
            </Link>
          )}
        </div>
      </Form>
    </details>
  );
}
