import { Form, Link, useSubmit } from '@remix-run/react';
import { memo, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { HouseholdStatus } from '~/domain/contract/enumerations';
import { LIST_CHIPS, type ListChip, type ListWord } from '~/domain/household/list-words';
import { shortNumber } from '~/domain/household/short-number';
import type { Door } from '~/domain/household/walking-order';
import type { StateOfHousehold } from '~/domain/survey/household-state';
import { enumWord } from '~/i18n/enum-word';
import { ButtonLink } from '~/screens/shared/button';
import { useDrawnSoon } from '~/screens/shared/drawn-soon';
import { EmptyState } from '~/screens/shared/empty-state';
import { Icon } from '~/screens/shared/icon';
import { Chip } from '~/screens/shared/notice';
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
  words: readonly ListWord[];
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
  /** How many households each chip holds. */
  counts: Record<ListChip, number>;
  found: number;
  rows: ListedRow[];
  search: string;
  /** The chips that are pressed: households that are on all of them. */
  chips: readonly ListChip[];
  mayAdd: boolean;
  single: boolean;
  /** The visit that was just submitted; `waits`: it is on the phone and will be sent when there is a network; `next`: 下一户. */
  submitted: { number: string; head: string; waits?: boolean; next: (Door & { head: string }) | null } | null;
  /** Milliseconds to wait after the last key; 0 for a page that searches on the phone itself. */
  searchAfterMs?: number;
  /** Rows drawn at first, before the rest; all rows when absent. */
  drawnAtOnce?: number;
};

/** How many rows one more press adds. */
const MORE_ROWS = 100;
/** The approximate height of a row, so that the page has its former length when one comes back to it. */
const ROW_HEIGHT = 80;

/** The households of a village: chips for the work to do first, and a search. */
export function VillageScreen(props: VillageScreenProps) {
  const { t } = useTranslation('households');
  const columns = useCardColumns();
  const { village, season, rows, search, chips, found } = props;
  const here = `/villages/${village.code}`;
  const { drawn, missing } = useDrawnSoon(rows, `${village.code} ${chips} ${search}`, props.drawnAtOnce);
  const query = (q: string, show: readonly ListChip[], more: [string, string][] = []): string => {
    const text: [string, string][] = q ? [['q', q]] : [];
    return `${here}?${new URLSearchParams([['season', season], ...text, ...show.map((one): [string, string] => ['show', one]), ...more])}`;
  };
  const more = Math.min(MORE_ROWS, found - rows.length);
  return (
    <WorkPage
      heading={village.name}
      back={props.single ? undefined : '/villages'}
      crumbs={[{ name: t('villages.heading'), to: '/villages' }, { name: village.township }, { name: village.name }]}
      season={<SeasonSwitch seasons={props.seasons} current={season} />}
      sticky={
        <>
          <HouseholdSearch search={search} season={season} chips={chips} afterMs={props.searchAfterMs ?? 250} />
          <nav aria-label={t('chips')} className="-mx-4 flex gap-2 overflow-x-auto px-4 pt-2">
            {LIST_CHIPS.map((one) => (
              <Link
                key={one}
                to={query(search, chips.includes(one) ? chips.filter((other) => other !== one) : [...chips, one])}
                aria-current={chips.includes(one) ? 'true' : undefined}
                className={`inline-flex min-h-target shrink-0 items-center gap-1 rounded-full border px-3 no-underline
                  ${chips.includes(one) ? 'border-action bg-action text-white' : 'border-line-strong bg-paper text-ink'}`}
              >
                {chips.includes(one) && <Icon name="check" size={16} />}
                {t(`chip.${one}`)} {props.counts[one]}
              </Link>
            ))}
          </nav>
        </>
      }
      action={props.submitted && <Submitted {...props.submitted} village={village.code} />}
    >
      <div className="mb-3 max-w-form">
        <Progress label={t('progressOf', { season })} done={props.progress.done} total={props.progress.total} />
      </div>
      {rows.length === 0 && (
        <NoHouseholds
          all={props.all}
          search={search}
          amongAll={search !== '' && chips.length > 0 ? query(search, []) : null}
          clear={search !== '' || chips.length > 0 ? query('', []) : null}
        />
      )}
      {chips.length > 1 && rows.length > 0 && (
        <p className="mb-2 font-semibold">
          {chips.map((one) => t(`chip.${one}`)).join(' + ')} {found}
        </p>
      )}
      <ul className={columns}>
        {drawn.map((row) => (
          <li key={row.number}>
            <HouseholdLine row={row} village={village.code} />
          </li>
        ))}
        {missing > 0 && <li aria-hidden style={{ height: missing * ROW_HEIGHT }} />}
      </ul>
      {rows.length > 0 && <p className="mt-3 text-small text-ink-soft">{t('shown', { shown: rows.length, found })}</p>}
      {more > 0 && (
        <p className="mt-2">
          <ButtonLink to={query(search, chips, [['rows', String(rows.length + more)]])} stay wide>
            {t('more', { count: more })}
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

/** What was submitted, and the way to the next door. It stands under the thumb, so that the list keeps its place. */
function Submitted({ head, waits, next, village }: NonNullable<VillageScreenProps['submitted']> & { village: string }) {
  const { t } = useTranslation('households');
  return (
    <>
      <div role="status">
        <p className="flex items-center gap-1.5 font-medium text-ok">
          <Icon name="check" size={18} />
          {t('submitted.title', { head })}
        </p>
        <p className="text-small text-ink-soft">{t(waits ? 'submitted.waits' : 'submitted.now')}</p>
      </div>
      {next && (
        <ButtonLink to={`/households/${encodeURIComponent(next.number)}`} look="main" wide className="mt-1 text-center">
          {t('submitted.next', { door: next.address ?? shortNumber(next.number, village), head: next.head })}
        </ButtonLink>
      )}
    </>
  );
}

/** Searches while one types; without scripts the Enter key searches. */
function HouseholdSearch({
  search,
  season,
  chips,
  afterMs,
}: {
  search: string;
  season: string;
  chips: readonly ListChip[];
  afterMs: number;
}) {
  const { t } = useTranslation('households');
  const submit = useSubmit();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => () => clearTimeout(timer.current), []);
  // 看全部 and the way back search for something else than was typed; whoever types is ahead of the list.
  useEffect(() => {
    if (box.current && box.current !== document.activeElement) box.current.value = search;
  }, [search]);
  return (
    <Form method="get" role="search" className="relative">
      <input type="hidden" name="season" value={season} />
      {chips.map((chip) => (
        <input key={chip} type="hidden" name="show" value={chip} />
      ))}
      <Icon name="search" className="pointer-events-none absolute left-3 top-1/2 -translate-y-1/2 text-ink-faint" />
      <input
        ref={box}
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
      className={row.state.state === 'out_of_scope' ? 'card door-card bg-page' : 'card door-card'}
    >
      <div>
        <strong>
          {shortNumber(row.number, village)} {row.address && <span>{row.address}</span>}
        </strong>
        <StateChip state={row.state} status={row.status} />
      </div>
      <div>
        <span>{row.head}</span>{' '}
        {row.heat && <small>{t(`heatOf.${row.heat.season}`, { heat: enumWord(t, row.heat.list, row.heat.key) })}</small>}
        {row.unsent && (
          <Chip tone="attention" icon="clock">
            {t('state.unsent')}
          </Chip>
        )}
        {row.words.includes('reburning') && (
          <Chip tone="danger" icon="flame">
            {t('chip.reburning')}
          </Chip>
        )}
        {row.words.includes('letting') && <Chip tone="info">{t('chip.letting')}</Chip>}
      </div>
    </Link>
  );
});

/** Nothing found. `amongAll`: the same search without the chips; `clear`: everything. */
function NoHouseholds({ all, search, amongAll, clear }: { all: number; search: string; amongAll: string | null; clear: string | null }) {
  const { t } = useTranslation('households');
  if (all === 0) return <EmptyState title={t('none.title')}>{t('none.now')}</EmptyState>;
  const ways = [
    { to: amongAll, text: t('noneFound.amongAll', { search }) },
    { to: clear, text: t('noneFound.clear') },
  ];
  return (
    <EmptyState title={t('noneFound.title')}>
      <p>{t('noneFound.now')}</p>
      {ways.map(
        ({ to, text }) =>
          to && (
            <p key={text} className="mt-2">
              <Link className="link inline-flex min-h-target items-center" to={to}>
                {text}
              </Link>
            </p>
          ),
      )}
    </EmptyState>
  );
}
