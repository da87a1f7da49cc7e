import { Form, Link, useSubmit } from '@remix-run/react';
import { memo, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { HouseholdStatus } from '~/domain/contract/enumerations';
import { LIST_CHIPS, type ListChip } from '~/domain/household/list-filter';
import { shortNumber } from '~/domain/household/short-number';
import type { StateOfHousehold } from '~/domain/survey/household-state';
import { enumWord } from '~/i18n/enum-word';
import { ButtonLink } from '~/screens/shared/button';
import { useDrawnSoon } from '~/screens/shared/drawn-soon';
import { EmptyState } from '~/screens/shared/empty-state';
import { Icon } from '~/screens/shared/icon';
import { Chip, Notice } from '~/screens/shared/notice';
import { Progress } from '~/screens/shared/progress';
import { SeasonSwitch } from '~/screens/shared/season-switch';
import { StateChip } from './state-chip';
import { useCardColumns, WorkPage } from './work-page';

export type ListedRow = {
  number: string;
  head: string;
  address: string | null;
  status: HouseholdStatus;
  state: StateOfHousehold;
  /** Last season's main heat, else the mode it was converted to. */
  heat: { list: 'heat' | 'mode'; key: string; season: 'last' | 'register' } | null;
  reburning: boolean;
  letting: boolean;
  /** Submitted on this phone and not yet received by the server. */
  unsent?: boolean;
};

export type VillageScreenProps = {
  village: { code: string; name: string; township: string };
  season: string;
  seasons: string[];
  /** Households in scope, and how many of them are visited or closed. */
  progress: { done: number; total: number };
  /** All households of the village, without filters. */
  all: number;
  chips: Record<ListChip, number>;
  found: number;
  rows: ListedRow[];
  search: string;
  chip: ListChip | null;
  next: string | null;
  mayAdd: boolean;
  single: boolean;
  /** The visit that was just submitted; `waits`: it is on the phone and will be sent when there is a network. */
  submitted: { number: string; head: string; waits?: boolean } | null;
  /** Milliseconds to wait after the last key; 0 for a page that searches on the phone itself. */
  searchAfterMs?: number;
  /** Rows drawn at first, before the rest; all rows when absent. */
  drawnAtOnce?: number;
};

/** The approximate height of a row, so that the page has its former length when one comes back to it. */
const ROW_HEIGHT = 80;

/** The households of a village: chips for the work to do first, and a search. */
export function VillageScreen(props: VillageScreenProps) {
  const { t } = useTranslation('households');
  const columns = useCardColumns();
  const { village, season, rows, search, chip, next } = props;
  const here = `/villages/${village.code}`;
  const { drawn, missing } = useDrawnSoon(rows, `${village.code} ${chip} ${search}`, props.drawnAtOnce);
  const query = (change: Record<string, string | null>): string => {
    const all = { season, q: search || null, show: chip, ...change };
    return `${here}?${new URLSearchParams(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null))}`;
  };
  return (
    <WorkPage
      heading={village.name}
      back={props.single ? undefined : '/villages'}
      crumbs={[{ name: t('villages.heading'), to: '/villages' }, { name: village.township }, { name: village.name }]}
      season={<SeasonSwitch seasons={props.seasons} current={season} />}
      sticky={
        <>
          <HouseholdSearch search={search} season={season} chip={chip} afterMs={props.searchAfterMs ?? 250} />
          <nav aria-label={t('chips')} className="-mx-4 flex gap-2 overflow-x-auto px-4 pt-2">
            {LIST_CHIPS.map((one) => (
              <Link
                key={one}
                to={query({ show: one === chip ? null : one, after: null })}
                aria-current={one === chip ? 'true' : undefined}
                className={`inline-flex min-h-target shrink-0 items-center gap-1 rounded-full border px-3 no-underline
                  ${one === chip ? 'border-action bg-action text-white' : 'border-line-strong bg-paper text-ink'}`}
              >
                {one === chip && <Icon name="check" size={16} />}
                {t(`chip.${one}`)} {props.chips[one]}
              </Link>
            ))}
          </nav>
        </>
      }
    >
      {props.submitted && (
        <Notice tone="ok" live title={t('submitted.title', { head: props.submitted.head })}>
          <p>{t(props.submitted.waits ? 'submitted.waits' : 'submitted.now')}</p>
        </Notice>
      )}
      <div className="mb-3 max-w-form">
        <Progress label={t('progressOf', { season })} done={props.progress.done} total={props.progress.total} />
      </div>
      {rows.length === 0 && (
        <NoHouseholds all={props.all} filtered={search !== '' || chip !== null} clear={query({ q: null, show: null, after: null })} />
      )}
      <ul className={columns}>
        {drawn.map((row) => (
          <li key={row.number}>
            <HouseholdLine row={row} village={village.code} />
          </li>
        ))}
        {missing > 0 && <li aria-hidden style={{ height: missing * ROW_HEIGHT }} />}
      </ul>
      {rows.length > 0 && <p className="mt-3 text-small text-ink-soft">{t('shown', { shown: rows.length, found: props.found })}</p>}
      {next && (
        <p className="mt-2">
          <ButtonLink to={query({ after: next })} wide>
            {t('more')}
          </ButtonLink>
        </p>
      )}
      {props.mayAdd && (
        <p className="mt-6 border-t border-line pt-4">
          <ButtonLink to={`${here}/add`} icon="plus" wide>
            {t('add.link')}
          </ButtonLink>
        </p>
      )}
    </WorkPage>
  );
}

/** Searches while one types; without scripts the Enter key searches. */
function HouseholdSearch({ search, season, chip, afterMs }: { search: string; season: string; chip: ListChip | null; afterMs: number }) {
  const { t } = useTranslation('households');
  const submit = useSubmit();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <Form method="get" role="search" className="relative">
      <input type="hidden" name="season" value={season} />
      {chip && <input type="hidden" name="show" value={chip} />}
      <Icon name="search" className="pointer-events-none absolute left-3 top-1/2 -translate-y-1/2 text-ink-faint" />
      <input
        type="search"
        name="q"
        defaultValue={search}
        autoComplete="off"
        enterKeyHint="search"
        aria-label={t('search.label')}
        placeholder={t('search.placeholder')}
        className="field-box pl-10"
        onChange={(event) => {
          const form = event.currentTarget.form;
          clearTimeout(timer.current);
          timer.current = setTimeout(() => form && submit(form, { replace: true, preventScrollReset: true }), afterMs);
        }}
      />
    </Form>
  );
}

const HouseholdLine = memo(function HouseholdLine({ row, village }: { row: ListedRow; village: string }) {
  const { t } = useTranslation(['households', 'enums']);
  return (
    <Link
      to={`/households/${encodeURIComponent(row.number)}`}
      className={`card block min-h-target px-3 py-2 text-ink no-underline hover:border-action-line
        ${row.state.state === 'out_of_scope' ? 'bg-page' : ''}`}
    >
      <div className="flex items-baseline gap-2">
        <span className="line-clamp-2 min-w-0 flex-1 text-lead font-semibold">
          {shortNumber(row.number, village)} {row.address && <span className="ml-1">{row.address}</span>}
        </span>
        <StateChip state={row.state} status={row.status} />
      </div>
      <div className="flex flex-wrap items-center gap-x-3">
        <span>{row.head}</span>{' '}
        {row.heat && (
          <span className="text-small text-ink-soft">
            {t(`heatOf.${row.heat.season}`, { heat: enumWord(t, row.heat.list, row.heat.key) })}
          </span>
        )}
        {row.unsent && (
          <Chip tone="attention" icon="clock">
            {t('state.unsent')}
          </Chip>
        )}
        {row.reburning && (
          <Chip tone="danger" icon="flame">
            {t('chip.reburning')}
          </Chip>
        )}
        {row.letting && <Chip tone="info">{t('chip.letting')}</Chip>}
      </div>
    </Link>
  );
});

function NoHouseholds({ all, filtered, clear }: { all: number; filtered: boolean; clear: string }) {
  const { t } = useTranslation('households');
  if (all === 0) return <EmptyState title={t('none.title')}>{t('none.now')}</EmptyState>;
  return (
    <EmptyState title={t('noneFound.title')}>
      <p>{t('noneFound.now')}</p>
      {filtered && (
        <p className="mt-2">
          <Link className="link inline-flex min-h-target items-center" to={clear}>
            {t('noneFound.clear')}
          </Link>
        </p>
      )}
    </EmptyState>
  );
}
