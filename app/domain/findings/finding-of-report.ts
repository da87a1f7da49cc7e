import type { ProblemKind } from './problem-report';

/**
 * 村干部上报立为问题: how urgent a report is as a finding, and for how many days, counted from the day it was received. No clause says it, so
 * each kind takes what the rule about the same thing has (docs/definitions.md#report-deadlines): 受冻 as R25, 又烧散煤 as R09, both of a
 * township; a stop of gas, electricity or heat cannot wait longer than a stove. 运行不稳定 as R14, 补贴问题 as R17. What has no rule has the
 * longest. Nobody is left out.
 */
const OF_KIND: Readonly<Record<ProblemKind, { urgent: boolean; days: number }>> = {
  cold: { urgent: true, days: 1 },
  outage: { urgent: false, days: 7 },
  coal: { urgent: false, days: 7 },
  stability: { urgent: false, days: 15 },
  subsidy: { urgent: false, days: 15 },
  other: { urgent: false, days: 15 },
};

/** The township hears it first, whatever it is; it passes on what is not its own. */
export function findingOfReport(kind: ProblemKind): { urgent: boolean; days: number; level: 'township' } {
  return { ...OF_KIND[kind], level: 'township' };
}
