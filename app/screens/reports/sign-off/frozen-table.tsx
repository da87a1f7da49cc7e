import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { ListKey } from '~/domain/indicators/household-lists';
import type { Sums } from '~/domain/indicators/measures';
import { coverageAddress } from '~/screens/coverage/addresses';
import { listName, listValue } from '~/screens/coverage/words';
import { type Column, Table } from '~/screens/shared/table';
import { frozenListAddress, versionAddress } from './addresses';

export type FigureRow = { code: string; name: string; sums: Sums };
type Report = { id: string; division: string; season: string; asOf: string };
type Before = { version: number; figures: readonly FigureRow[] } | null;
export type FrozenPlace = {
  /** From the report's own division down to the one shown. */
  trail: readonly { code: string; name: string }[];
  figures: readonly FigureRow[];
  /** Those of them that have divisions below. */
  deeper: readonly string[];
};

/** The figures a page shows; the workbook has all. */
export const FROZEN_SHOWN: readonly ListKey[] = [
  'H',
  'V',
  'X',
  'P',
  'I',
  'C',
  'U',
  'S',
  'unstable',
  'B',
  'Q',
  'cold',
  'let',
  'letConnected',
  'letUsed',
  'due',
  'paid',
  'arrears',
] satisfies (keyof Sums)[];

/**
 * The frozen figures of a division and those directly below it beside those of the version before. Each opens the households it counted
 * then, and each name the figures below it.
 */
export function FrozenTable({ report, place, before }: { report: Report; place: FrozenPlace; before: Before }) {
  const { t } = useTranslation(['sign-off', 'coverage', 'as-of']);
  const { trail, figures, deeper } = place;
  const up = trail[trail.length - 2];
  const earlier = new Map(before?.figures.map((row) => [row.code, row.sums]));
  // Below a county many a division has no household; a row of noughts would say nothing.
  const counted = figures.filter((row, at) => at === 0 || [row.sums, earlier.get(row.code)].some((sums) => sums && isCounted(sums)));
  const columns: Column<FigureRow>[] = [
    {
      key: 'name',
      heading: t('version.division'),
      cell: ({ code, name }) => (
        <span className="whitespace-nowrap">
          {deeper.includes(code) ? (
            <Link className="link" to={versionAddress(report.division, report.id, { at: code })} preventScrollReset>
              {name}
            </Link>
          ) : (
            name
          )}
        </span>
      ),
    },
    ...FROZEN_SHOWN.map(
      (key): Column<FigureRow> => ({
        key,
        heading: listName(t as never, key),
        number: true,
        cell: ({ code, sums }) => (
          <Changed
            list={key}
            now={sums[key as keyof Sums]}
            was={earlier.get(code)?.[key as keyof Sums]}
            to={frozenListAddress(report, code, key)}
          />
        ),
      }),
    ),
  ];
  return (
    <section className="card mb-6 p-4">
      <h2 className="mb-2 text-lead font-semibold">{t('version.figures')}</h2>
      {up && (
        <p className="mb-2">
          <Link className="link" to={versionAddress(report.division, report.id, { at: up.code })} preventScrollReset>
            {t('as-of:frozen.up', { name: up.name })}
          </Link>
        </p>
      )}
      {before && (
        <p className="mb-2 text-small text-ink-soft">
          {t('version.change')}: {t('version.before', { version: before.version })}
        </p>
      )}
      <p className="mb-2 text-small">
        <Link
          className="link"
          to={coverageAddress(trail[trail.length - 1]!.code, report.season, new URLSearchParams({ asOf: report.asOf }))}
        >
          {t('as-of:frozen.asOfThen')}
        </Link>
      </p>
      <Table columns={columns} rows={counted} rowKey={({ code }) => code} caption={t('version.figures')} />
    </section>
  );
}

const isCounted = (sums: Sums): boolean => FROZEN_SHOWN.some((key) => sums[key as keyof Sums] !== 0);

/** A figure, and below it by how much it differs from the last version. */
function Changed({ list, now, was, to }: { list: ListKey; now: number; was?: number; to: string }) {
  const change = was === undefined ? 0 : now - was;
  return (
    <>
      {now > 0 ? (
        <Link className="link" to={to} discover="none">
          {listValue(list, now)}
        </Link>
      ) : (
        listValue(list, now)
      )}
      {change !== 0 && (
        <span className="block text-small text-attention">
          {change > 0 ? '+' : '−'}
          {listValue(list, Math.abs(change))}
        </span>
      )}
    </>
  );
}
