import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { type CoverageView, coverageViewOf, isFiltered, needsFindings, pageOf, rowsShown } from '~/domain/coverage/coverage-view';
import type { DivisionSums } from '~/domain/coverage/division';
import { packRows, packSums, unpackRows, unpackSums } from '~/domain/coverage/packed-rows';
import type { FindingTotals } from '~/domain/findings/counts';
import { type Sums, sumOf } from '~/domain/indicators/measures';
import { HOUSEHOLDS_TABLE } from '~/domain/tables/household-tables';
import { columnsShown } from '~/domain/tables/table-view';
import { words } from '~/i18n/words.server';
import { DayNotShownScreen } from '~/screens/coverage/as-of/day-not-shown-screen';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { coverageBars } from '~/screens/coverage/coverage-bars';
import { CoverageScreen } from '~/screens/coverage/coverage-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { chartPicture } from '~/server/charts/chart-address.server';
import { requestContext } from '~/server/http/context.server';
import { dayOfPage, orDayNotShown } from '~/server/http/day-not-shown.server';
import { requireMay } from '~/server/http/person.server';
import { orProblem } from '~/server/http/respond.server';
import { tableChoices } from '~/server/workflows/access/table-choices.server';
import { readCoverage, readHouseholdList } from '~/server/workflows/facts/read-coverage.server';

export const handle = pageTitle((data) => {
  const trail = (data as { trail?: { name: string }[] } | undefined)?.trail;
  return trail?.[trail.length - 1]?.name ?? '';
});

type Total = { sums: Sums; before: Sums | null; found?: FindingTotals[] };

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'coverage.read');
  const { db, now, language, settings } = requestContext();
  const parameters = new URL(request.url).searchParams;
  const view = coverageViewOf(parameters);
  const code = params.code ?? '';
  const query = { division: code, season: view.season, asOf: view.asOf };
  return orProblem(() => orDayNotShown({ db, person, query, now, language }, shown));

  async function shown() {
    const coverage = await readCoverage(db, person, { ...query, withFindings: needsFindings(view) }, now);
    if (coverage.season === null) return { trail: coverage.trail, season: null };
    const { trail, division, seasons, season, own, before, divisionsBelow, findings, found } = coverage;
    const rows = rowsShown(divisionsBelow, view);
    const total: Total = isFiltered(view)
      ? { sums: sumOf(rows.map((row) => row.sums[0]!)), before: before && sumOf(rows.map((row) => row.sums[1]!)) }
      : { sums: own, before, found };
    const bars = coverageBars(words(language) as unknown as TFunction<'coverage'>, divisionsBelow);
    const place = { trail, seasons: seasons.map(({ name }) => name), season: season.name, day: dayOfPage(coverage) };
    return {
      ...place,
      own: packSums(own),
      before: before && packSums(before),
      findings,
      view,
      divisionsBelow: below(divisionsBelow, rows, view, total),
      charts: { modes: chartPicture(bars.modes, settings.sessionSecret), reburning: chartPicture(bars.reburning, settings.sessionSecret) },
      households: division.level === 'village' ? await villageHouseholds(season.name) : null,
    };
  }

  /** Every row once, and which of them are on the page. */
  function below(divisions: DivisionSums[], rows: DivisionSums[], shownBy: CoverageView, total: Total) {
    const all = rowsShown(divisions, { ...shownBy, search: '', show: null, zone: null });
    const place = new Map(all.map((row, at) => [row.code, at]));
    const { page, next } = pageOf(rows, shownBy.after);
    return {
      all: packRows(all, shownBy.compare ? 2 : 1),
      shown: rows.length,
      page: page.map(({ code: one }) => place.get(one)!).join(','),
      next,
      total: { sums: packSums(total.sums), before: total.before && packSums(total.before), found: total.found },
    };
  }

  async function villageHouseholds(season: string) {
    const list = await readHouseholdList(db, person, { ...query, season, list: 'H', position: {} }, now);
    if (list.season === null) return null;
    const { households, hasEarlier, hasLater } = list;
    const { remembered, views } = await tableChoices(db, person.accountId, 'households');
    return { households, hasEarlier, hasLater, columns: columnsShown(HOUSEHOLDS_TABLE, null, remembered), views };
  }
}

export default function CoveragePage() {
  const data = useLoaderData<typeof loader>();
  const unpacked = useMemo(() => {
    if (data.season === null || 'notShown' in data) return null;
    const { own, before, divisionsBelow } = data;
    const all = unpackRows(divisionsBelow.all);
    return {
      own: unpackSums(own),
      before: before === null ? null : unpackSums(before),
      divisionsBelow: {
        ...divisionsBelow,
        all,
        page: divisionsBelow.page === '' ? [] : divisionsBelow.page.split(',').map((at) => all[Number(at)]!),
        total: {
          sums: unpackSums(divisionsBelow.total.sums),
          before: divisionsBelow.total.before === null ? null : unpackSums(divisionsBelow.total.before),
          found: divisionsBelow.total.found,
        },
      },
    };
  }, [data]);
  if ('notShown' in data) return <DayNotShownScreen {...data} />;
  return data.season === null || !unpacked ? <NoSeasonScreen trail={data.trail} /> : <CoverageScreen {...data} {...unpacked} />;
}
