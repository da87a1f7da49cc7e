import { Form, useSubmit } from '@remix-run/react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { SavedView } from '~/domain/tables/saved-view';
import type { TableSpec } from '~/domain/tables/table-view';
import { Button, ButtonLink } from '~/screens/shared/button';
import { ColumnChooser } from './column-chooser';
import { Popup } from './popup';
import { SavedViews } from './saved-views';
import { keptFields, type TableAt, tableAddress } from './table-address';
import { TableHelp } from './table-help';
import { SEARCH_ID } from './table-keys';
import { Tick } from './tick';

type Option = { value: string; label: string; group?: string | null };
/** A filter of a list. `any`: the word for no choice; a filter without it always has one. `many`: several at once. */
export type TableFilter = {
  name: string;
  label: string;
  any?: string;
  many?: boolean;
  chosen: readonly string[];
  options: readonly Option[];
};

type Props = {
  at: TableAt;
  spec: TableSpec;
  /** All columns that can be chosen, with their names; and those that are shown. */
  columns: readonly { key: string; title: string }[];
  shown: readonly string[];
  filters: readonly TableFilter[];
  /** The search as typed, and what it looks through; null for a list without one. */
  search: { text: string; label: string } | null;
  views: readonly SavedView[];
  /** Where the file is made of the same rows, columns and order. */
  exportPath: string;
};

/** 筛选、选列、常用视图、导出 in one line above the table. Everything but the stored choices is in the address. */
export function TableToolbar({ at, spec, columns, shown, filters, search, views, exportPath }: Props) {
  const { t } = useTranslation('tables');
  const submit = useSubmit();
  const fields = [...filters.map(({ name }) => name), 'q'];
  const isFiltered =
    (search?.text ?? '') !== '' || filters.some(({ any, many, chosen }) => (any !== undefined || many) && chosen.length > 0);
  const cleared = Object.fromEntries(filters.filter(({ any, many }) => any !== undefined || many).map(({ name }) => [name, null]));
  return (
    <div className="no-print mb-2 flex flex-wrap items-center gap-1.5">
      <Form
        method="get"
        action={at.path}
        className="flex flex-wrap items-center gap-1.5"
        onChange={(event) => {
          if (event.target instanceof HTMLInputElement && event.target.type === 'search') return;
          submit(event.currentTarget, { preventScrollReset: true });
        }}
      >
        {keptFields(at, fields).map(([name, value], place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same value may stand twice in an address.
          <input key={`${name}${place}`} type="hidden" name={name} value={value} />
        ))}
        {filters.map((filter) =>
          filter.many ? (
            <Several key={filter.name} filter={filter} />
          ) : (
            <OneOf key={filter.name} filter={filter} narrow={filters.length > 4} />
          ),
        )}
        {search && <SearchBox {...search} wide={filters.length < 3} />}
        <Button className="!px-3">{t('filter')}</Button>
        {isFiltered && (
          <ButtonLink look="quiet" to={tableAddress(at, { ...cleared, q: null })} stay>
            {t('clear')}
          </ButtonLink>
        )}
      </Form>
      {/* Together, so that a full line breaks between the filters and these, and no button is left alone on the next. */}
      <div className="flex grow flex-wrap items-center gap-1.5 tablet:justify-end">
        <ColumnChooser at={at} spec={spec} columns={columns} shown={shown} />
        <SavedViews at={at} list={spec.list} shown={shown} views={views} />
        <ButtonLink to={tableAddress({ path: exportPath, query: at.query }, { cols: shown.join(',') })} download className="!px-3">
          {t('export')}
        </ButtonLink>
        <TableHelp />
      </div>
    </div>
  );
}

/** Whoever types is ahead of the address; otherwise the box shows what the address says. */
function SearchBox({ text, label, wide }: { text: string; label: string; wide: boolean }) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current && box.current !== document.activeElement) box.current.value = text;
  }, [text]);
  return (
    <input
      ref={box}
      id={SEARCH_ID}
      type="search"
      name="q"
      defaultValue={text}
      aria-label={label}
      placeholder={label}
      className={`field-box px-2 ${wide ? 'w-64' : 'w-40'}`}
    />
  );
}

/** A choice that follows the address, and in between what was chosen, so that a quick second choice keeps the first. */
function OneOf({ filter: { name, label, any, chosen, options }, narrow }: { filter: TableFilter; narrow: boolean }) {
  const box = useRef<HTMLSelectElement>(null);
  const value = chosen[0] ?? '';
  useEffect(() => {
    if (box.current) box.current.value = value;
  }, [value]);
  const groups = [...new Set(options.map(({ group }) => group ?? null))];
  return (
    <select
      ref={box}
      name={name}
      defaultValue={value}
      aria-label={label}
      className={`field-box w-auto px-2 ${narrow ? 'max-w-[7.25rem]' : 'max-w-[8.5rem]'}`}
    >
      {any !== undefined && <option value="">{any}</option>}
      {groups.map((group) => {
        const drawn = options.filter((option) => (option.group ?? null) === group).map(draw);
        return group === null ? (
          drawn
        ) : (
          <optgroup key={group} label={group}>
            {drawn}
          </optgroup>
        );
      })}
    </select>
  );
}

const draw = ({ value, label }: Option): ReactNode => (
  <option key={value} value={value}>
    {label}
  </option>
);

function Several({ filter: { name, label, chosen, options } }: { filter: TableFilter }) {
  return (
    <Popup label={chosen.length === 0 ? label : `${label} ${chosen.length}`} side="left">
      <fieldset className="grid gap-x-4 tablet:grid-cols-2">
        <legend className="sr-only">{label}</legend>
        {options.map((option) => (
          <Tick key={option.value} name={name} value={option.value} label={option.label} ticked={chosen.includes(option.value)} />
        ))}
      </fieldset>
    </Popup>
  );
}
