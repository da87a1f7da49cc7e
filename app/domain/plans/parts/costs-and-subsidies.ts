import type { PartFigures, PlanFigures, PlanLine } from '../plan-figures';

/**
 * 五、费用测算与补贴安排: operating subsidies of three seasons, what the three coming ones cost, and the metered use. What households pay
 * themselves is not recorded.
 */
export function costsAndSubsidies({ money, forecast, usages }: PlanFigures): PartFigures {
  const lines: PlanLine[] = [];
  const any = money.some(({ households }) => households > 0);
  if (!any) lines.push({ say: 'noMoney', values: {} });
  for (const { season, losing, loss } of forecast)
    if (losing > 0) lines.push({ say: 'forecastLoss', values: { season, losing, loss: { fen: loss } } });
  if (usages.length === 0) lines.push({ say: 'noUsage', values: {} });
  lines.push({ say: 'noCosts', values: {} });
  return {
    lines,
    tables: [
      ...(any
        ? [
            {
              say: 'money' as const,
              columns: ['season', 'households', 'due', 'paid', 'owed'],
              rows: money.map((one) => [one.season, one.households, { fen: one.due }, { fen: one.paid }, { fen: one.owed }]),
            },
            {
              say: 'forecast' as const,
              columns: ['season', 'decided', 'keep', 'losing'],
              rows: forecast.map((one) => [one.season, { fen: one.decided }, { fen: one.keep }, one.losing]),
            },
          ]
        : []),
      ...(usages.length === 0
        ? []
        : [
            {
              say: 'usages' as const,
              columns: ['energy', 'households', 'usage'],
              rows: usages.map((one) => [{ of: 'energy' as const, key: one.energy }, one.households, Math.round(one.usage)]),
            },
          ]),
    ],
  };
}
