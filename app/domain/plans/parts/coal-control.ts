import type { PartFigures, PlanFigures } from '../plan-figures';

/** 七、散煤管控: who burns coal again, coal and stoves that visits found, no-coal zones, and coal subsidies that were paid. */
export function coalControl({ sums, coal, coalSubsidy, villages }: PlanFigures): PartFigures {
  return {
    lines: [
      { say: 'reburning', values: { reburning: sums.B, suspected: sums.Q } },
      { say: 'coal', values: { ...coal } },
      { say: 'noCoalZone', values: { villages: villages.filter(({ noCoalZone }) => noCoalZone).length } },
      { say: 'coalSubsidy', values: { households: coalSubsidy.households, paid: { fen: coalSubsidy.paid } } },
    ],
    tables: [],
  };
}
