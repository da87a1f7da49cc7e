import { Form, Link, useLocation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { ListKey } from '~/domain/indicators/household-lists';
import { ROWS_A_PAGE } from '~/domain/tables/rows-a-page';
import { type FrozenListRow, frozenListColumns } from '~/reports/tables/frozen-list';
import { listName, listValue } from '~/screens/coverage/words';
import { Button, ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { DeskPage } from '~/screens/shell/desk-page';
import { DeskTable } from '~/screens/tables/desk-table';
import { numberedPages, TablePages } from '~/screens/tables/table-pages';
import { frozenListAddress, versionAddress } from './addresses';
import { FROZEN_SHOWN } from './frozen-table';

type Props = {
  report: { id: string; division: string; season: string; version: number; asOf: string };
  /** From the report's own division down to the figure's. */
  trail: readonly { code: string; name: string }[];
  list: ListKey;
  figure: number;
  rows: readonly FrozenListRow[];
  more: boolean;
  page: number;
};

/** 定稿数字背后的户: as recorded when the report was frozen. */
export function FrozenListScreen({ report, trail, list, figure, rows, more, page }: Props) {
  const { t } = useTranslation(['as-of', 'coverage', 'sign-off']);
  const { pathname, search } = useLocation();
  const at = { path: pathname, query: new URLSearchParams(search) };
  const { code, name } = trail[trail.length - 1]!;
  const heading = t('as-of:frozen.title', { name, version: report.version, list: listName(t as never, list) });
  const offered = FROZEN_SHOWN.includes(list) ? FROZEN_SHOWN : [list, ...FROZEN_SHOWN];
  return (
    <DeskPage
      heading={heading}
      breadcrumb={trail.map((step, place) => ({
        name: step.name,
        to: place < trail.length - 1 ? frozenListAddress(report, step.code, list) : undefined,
      }))}
      asOf={t('sign-off:versions.asOf', { day: report.asOf })}
      actions={
        <>
          <Link className="link inline-flex items-center" to={versionAddress(report.division, report.id, { at: code })}>
            {t('as-of:frozen.back', { version: report.version })}
          </Link>
          <ButtonLink to={frozenListAddress(report, code, list, '/export')} icon="download" download>
            {t('as-of:frozen.export')}
          </ButtonLink>
        </>
      }
      printWide
    >
      <p className="mb-1">{t('as-of:frozen.count', { figure: `${listName(t as never, list)} ${listValue(list, figure)}` })}</p>
      <p className="mb-4 text-small text-ink-soft">{t('as-of:frozen.basis')}</p>
      <Form method="get" className="no-print mb-3 flex flex-wrap items-end gap-2">
        <input type="hidden" name="at" value={code} />
        <label>
          <span className="block text-small text-ink-soft">{t('as-of:frozen.choose')}</span>
          <select name="flag" defaultValue={list} key={list} className="field-box w-auto pr-8">
            {offered.map((key) => (
              <option key={key} value={key}>
                {listName(t as never, key)}
              </option>
            ))}
          </select>
        </label>
        <Button>{t('as-of:frozen.chooseShow')}</Button>
      </Form>
      <DeskTable
        at={at}
        caption={heading}
        columns={frozenListColumns(t as never, { list, personal: true })}
        rows={rows}
        rowKey={({ village, number }) => `${village} ${number}`}
        opens={({ number }) => `/households/${encodeURIComponent(number)}`}
        first={(page - 1) * ROWS_A_PAGE + 1}
        order={{ sort: 'number', dir: 'asc' }}
        sorts={{}}
        empty={
          <EmptyState title={t('as-of:frozen.empty')}>
            <p>{t('as-of:frozen.emptyNow')}</p>
          </EmptyState>
        }
      />
      <TablePages {...numberedPages(at, page, more)} />
    </DeskPage>
  );
}
