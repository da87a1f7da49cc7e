import { Form, useSubmit } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { TableSpec } from '~/domain/tables/table-view';
import { Button } from '~/screens/shared/button';
import { Csrf } from '~/screens/shell/viewer';
import { Popup } from './popup';
import { type TableAt, tableAddress } from './table-address';
import { Tick } from './tick';

type Props = { at: TableAt; spec: TableSpec; columns: readonly { key: string; title: string }[]; shown: readonly string[] };

/** 选列: a tick shows or hides a column at once, and the chooser stays. The choice is kept for the person and the list. */
export function ColumnChooser({ at, spec, columns, shown }: Props) {
  const { t } = useTranslation('tables');
  const submit = useSubmit();
  const isUsual = columns.every(({ key }) => shown.includes(key) === (spec.columns[key] !== 'hidden'));
  return (
    <Popup label={t('columns')}>
      <Form
        method="post"
        action="/tables"
        preventScrollReset
        replace
        onChange={(event) => submit(event.currentTarget, { preventScrollReset: true, replace: true })}
      >
        <Csrf />
        <input type="hidden" name="list" value={spec.list} />
        <input type="hidden" name="back" value={tableAddress(at, { cols: null })} />
        <input type="hidden" name="do" value="columns" />
        {columns
          .filter(({ key }) => spec.columns[key] === 'always')
          .map(({ key }) => (
            <input key={key} type="hidden" name="columns" value={key} />
          ))}
        <fieldset>
          <legend className="mb-1 text-small text-ink-soft">{t('columnsHint')}</legend>
          <div className="grid grid-cols-2 gap-x-4">
            {columns.map(({ key, title }) => (
              <Tick
                key={key}
                name="columns"
                value={key}
                label={title}
                ticked={shown.includes(key)}
                disabled={spec.columns[key] === 'always'}
              />
            ))}
          </div>
        </fieldset>
        <noscript>
          <Button>{t('columnsApply')}</Button>
        </noscript>
      </Form>
      {!isUsual && (
        <Form method="post" action="/tables" preventScrollReset replace className="mt-2">
          <Csrf />
          <input type="hidden" name="list" value={spec.list} />
          <input type="hidden" name="back" value={tableAddress(at, { cols: null })} />
          <Button look="quiet" name="do" value="usual-columns">
            {t('columnsReset')}
          </Button>
        </Form>
      )}
    </Popup>
  );
}
