import type { Sql } from '~/database/connection/sql.server';
import { divisionTrail } from '~/database/divisions/division-trail.server';
import { dropFactsView, type FactsView, factsView } from '~/database/facts/facts.server';
import { sumsInView } from '~/database/facts/sums-as-of.server';
import { findingCountsOn } from '~/database/findings/counts.server';
import { thresholdsOfSeason } from '~/database/plans/flagged-villages.server';
import {
  answersOfDivision,
  causesOfDivision,
  changesBehind,
  modesOfDivision,
  yearsOfDivision,
  zonesOf,
} from '~/database/report/evaluation.server';
import { readContinuity, readPayouts } from '~/database/report/subsidy.server';
import type { Scope } from '~/database/scope.server';
import { isClosed } from '~/database/seasons/closing.server';
import { listPolicies } from '~/database/subsidy/policy-list.server';
import { targetsBelow } from '~/database/targets/targets.server';
import { findingTotals } from '~/domain/findings/counts';
import { refuse } from '~/domain/problems';
import type { EvaluationFigures } from '~/domain/report/evaluation/evaluation-figures';
import { compareTargets } from '~/domain/targets/target';
import { targetGap } from '~/domain/targets/target-gap';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { seasonBefore } from '~/domain/time/heating-season';
import { flaggedVillages } from '~/server/workflows/plans/read-plans.server';

type Asked = { division: string; season: string; asOf: CalendarDay; today: CalendarDay };
type OfHouseholds = Pick<EvaluationFigures, 'modes' | 'years' | 'temperatures' | 'coal' | 'causes' | 'reasons' | 'payouts' | 'continuity'>;

/**
 * 评估报告的数字, in the one snapshot of the transaction it is called in (docs/definitions.md#evaluation-report). The sums are those that
 * `npm run facts` prints, from the same view of the facts. The season before is seen from the same day. Policies and plans are as they
 * stand now. `made`: the view of just these facts, when whoever calls has one already. `remember` may give what was made before under the
 * same key instead of looking at every household again: a city has 400,000.
 */
export async function gatherEvaluationFigures(
  sql: Sql,
  scope: Scope,
  asked: Asked,
  {
    made,
    remember = (_key, work) => work(),
  }: { made?: FactsView; remember?: (key: string, work: () => Promise<OfHouseholds>) => Promise<OfHouseholds> } = {},
): Promise<EvaluationFigures> {
  const { division: code, season, asOf, today } = asked;
  const division = ((await divisionTrail(sql, scope, code)) ?? refuse('division.unknown', { code })).at(-1)!;
  const last = seasonBefore(season);
  const known = (await isClosed(sql, last)) !== null;
  const before = known ? await sumsBefore(sql, { ...asked, season: last }) : null;

  const view = made ?? (await factsView(sql, { season, asOf, today, root: code }));
  const { own, divisionsBelow } = await sumsInView(sql, view, code, season);
  const place = (one: typeof own) => ({ code: one.code, name: one.name, sums: one.sums, before: before?.get(one.code) ?? null });
  const of = { division: code, season, view };
  const limits = await thresholdsOfSeason(sql, season);
  const subsidy = { division: code, season, asOf, facts: view.facts };
  const codes = [own, ...divisionsBelow].map((one) => one.code);
  const found = await findingCountsOn(sql, scope, { season, asOf: asOf < today ? asOf : null }, codes);
  const targets = await targetsBelow(sql, scope, { division: code, season, rollUp: view.rollUp });
  const flagged = await flaggedVillages(sql, scope, { division: code, season, rollUp: view.rollUp }, limits, today);
  const policies = await listPolicies(sql, scope, code, season);
  const ofHouseholds = view.stored
    ? await remember(
        JSON.stringify([code, season, asOf, scope.roots, limits.coldBelow, await changesBehind(sql, code), own.sums, divisionsBelow]),
        fromHouseholds,
      )
    : await fromHouseholds();
  const figures: EvaluationFigures = {
    division: { code, name: division.name, level: division.level },
    season,
    seasonBefore: known ? last : null,
    asOf,
    own: place(own),
    below: divisionsBelow.map(place),
    zones: await zonesOf(sql, scope, of),
    ...ofHouseholds,
    targets: targets
      .filter((target) => codes.includes(target.division))
      .sort(compareTargets)
      .map(({ sums, level: _, ...target }) => ({ ...target, gap: targetGap(target.indicator, sums, target.target) })),
    policies: policies
      .filter(({ toConfirm, supersededBy }) => toConfirm.length === 0 && supersededBy === null)
      .map(({ policy, divisionName }) => ({
        document: policy.document,
        kind: policy.kind,
        division: divisionName,
        validFrom: policy.validFrom,
        dueOn: policy.dueOn,
      })),
    findings: found.get(code)!,
    findingsBelow: divisionsBelow.map((one) => ({ code: one.code, ...findingTotals(found.get(one.code)!) })),
    plans: flagged.map(({ name, place: where, state }) => ({ place: where.split(' ')[0] || name, village: name, state })),
  };
  if (!made) await dropFactsView(sql, view);
  return figures;

  async function fromHouseholds(): Promise<OfHouseholds> {
    return {
      modes: await modesOfDivision(sql, scope, of),
      years: await yearsOfDivision(sql, scope, of),
      ...(await answersOfDivision(sql, scope, of, limits.coldBelow)),
      ...(await causesOfDivision(sql, scope, of)),
      payouts: await readPayouts(sql, scope, subsidy, (county) => divisionsBelow.find((one) => one.code === county)?.name),
      continuity: await readContinuity(sql, scope, subsidy),
    };
  }
}

async function sumsBefore(sql: Sql, asked: Asked) {
  const view = await factsView(sql, { season: asked.season, asOf: asked.asOf, today: asked.today, root: asked.division });
  const { own, divisionsBelow } = await sumsInView(sql, view, asked.division, asked.season);
  await dropFactsView(sql, view);
  return new Map([own, ...divisionsBelow].map((one) => [one.code, one.sums]));
}
