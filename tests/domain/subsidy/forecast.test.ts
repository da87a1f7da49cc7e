import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amountDue } from '~/domain/subsidy/amount-due';
import { comingSeasons, type ForecastHouseholds, forecast, policyIn, type Scenario, usualStart } from '~/domain/subsidy/forecast';
import type { Policy } from '~/domain/subsidy/policy';
import { policy, units } from './policies';

const BASE = '2020-2021';
const FULL = policy({ policy: 'full', shares: '市:0.5;县:0.5', cap: '2400' });

function group(change: Partial<ForecastHouseholds> = {}, of: Policy = FULL, quantity = 10_000): ForecastHouseholds {
  const { due, levels } = amountDue(of, units(quantity));
  return {
    households: 1,
    elderly: false,
    hardship: false,
    reburning: false,
    entitlements: [{ policy: of, quantity: units(quantity), due, levels }],
    ...change,
  };
}
const totals = (groups: ForecastHouseholds[], scenario: Scenario, policies: Policy[] = [FULL]) =>
  forecast(groups, BASE, policies, [scenario])[0]!.seasons.map((one) => one.total);

describe('what becomes of a policy', () => {
  const inSeason = (policies: Policy[], season: string, of = FULL) =>
    policyIn(of, season, [of, ...policies], usualStart(season))?.policy ?? null;
  test('the one that supersedes it, through those between', () => {
    const lower = policy({ policy: 'lower', season: '2021-2022', supersedes: 'full', rate: '0.15' });
    const lowest = policy({ policy: 'lowest', season: '2022-2023', supersedes: 'lower', rate: '0.1', validTo: '2023-04-30' });
    expect(comingSeasons(BASE).map((season) => inSeason([lowest, lower], season))).toEqual(['lower', 'lowest', null]);
  });
  test('the one of that season for the same subject', () => {
    expect(inSeason([policy({ policy: 'next', season: '2021-2022', rate: '0.1' })], '2021-2022')).toBe('next');
    expect(inSeason([policy({ policy: 'gas', season: '2021-2022', unit: '元/m³' })], '2021-2022')).toBe('full');
  });
  test('itself until its last day', () => {
    const ends = { ...FULL, validTo: '2022-04-30' };
    expect(comingSeasons(BASE).map((season) => inSeason([], season, ends))).toEqual(['full', null, null]);
    expect(comingSeasons(BASE).map((season) => inSeason([], season))).toEqual(['full', 'full', 'full']);
  });
});

describe('the forecast', () => {
  test('keep costs what it costs, by level; stop costs nothing and everybody loses', () => {
    const groups = [group({ households: 3, elderly: true }), group({ hardship: true, reburning: true }, FULL, 20_000)];
    const [keep, stop] = forecast(groups, BASE, [FULL], [{ name: 'keep' }, { name: 'stop' }]);
    expect(keep!.seasons[2]).toEqual({
      season: '2023-2024',
      money: { central: 0, province: 0, city: 4200_00, county: 4200_00 },
      total: 8400_00,
      reducedHouseholds: { households: 0, loss: 0, elderly: 0, hardship: 0, reburning: 0 },
    });
    expect(stop!.seasons[0]).toMatchObject({
      total: 0,
      reducedHouseholds: { households: 4, loss: 8400_00, elderly: 3, hardship: 1, reburning: 1 },
    });
  });
  test('stepping down 20 % each season: 2,000 → 1,600 → 1,280 → 1,024', () => {
    expect(totals([group()], { name: 'step-down', percent: 20 })).toEqual([1600_00, 1280_00, 1024_00]);
  });
  test('only the poor: what the others had is their loss', () => {
    const [poor] = forecast([group({ hardship: true }), group({ households: 2 })], BASE, [FULL], [{ name: 'poor-only' }]);
    expect(poor!.seasons[0]).toMatchObject({ total: 2000_00, reducedHouseholds: { households: 2, loss: 4000_00, hardship: 0 } });
  });
  test('as decided: ends and step-downs on the quantities of the base season', () => {
    const lower = policy({ policy: 'lower', season: '2021-2022', supersedes: 'full', rate: '0.15', validTo: '2022-04-30', shares: '县:1' });
    const [seen] = forecast([group()], BASE, [FULL, lower], [{ name: 'decided' }]);
    expect(seen!.seasons.map(({ total, reducedHouseholds: losing }) => [total, losing.loss])).toEqual([
      [1500_00, 500_00],
      [0, 2000_00],
      [0, 2000_00],
    ]);
    expect(seen!.seasons[0]!.money).toEqual({ central: 0, province: 0, city: 0, county: 1500_00 });
  });
  test('other kinds are not operating subsidies', () => {
    expect(totals([group({}, policy({ kind: '设备', unit: '元/户', rate: '2000' }), 1)], { name: 'keep' })).toEqual([0, 0, 0]);
  });
  test('groups say the same as their households, in any order; levels sum to the whole', () => {
    const some = fc.array(
      fc.record({
        quantity: fc.nat(20_000),
        households: fc.integer({ min: 1, max: 4 }),
        elderly: fc.boolean(),
        hardship: fc.boolean(),
        reburning: fc.boolean(),
      }),
      { maxLength: 5 },
    );
    const scenarios: Scenario[] = [
      { name: 'decided' },
      { name: 'keep' },
      { name: 'step-down', percent: 7 },
      { name: 'stop' },
      { name: 'poor-only' },
    ];
    const lower = policy({
      policy: 'lower',
      season: '2022-2023',
      supersedes: 'full',
      rate: '0.13',
      shares: '省:0.3333;市:0.3333;县:0.3334',
    });
    fc.assert(
      fc.property(some, (all) => {
        const groups = all.map(({ quantity, ...rest }) => group(rest, FULL, quantity));
        const singles = groups.flatMap((one) => Array.from({ length: one.households }, () => ({ ...one, households: 1 })));
        const result = forecast(groups, BASE, [FULL, lower], scenarios);
        expect(forecast(singles.toReversed(), BASE, [lower, FULL], scenarios)).toEqual(result);
        for (const { seasons } of result)
          for (const { money, total } of seasons) expect(Object.values(money).reduce((a, b) => a + b)).toBe(total);
      }),
      { numRuns: 60 },
    );
  });
});
