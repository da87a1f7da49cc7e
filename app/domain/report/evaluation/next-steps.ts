import type { ClauseKey } from '../../clauses/clauses';
import { findingTotals } from '../../findings/counts';
import type { Indicator } from '../../indicators/indicators';
import type { EvaluationFigures } from './evaluation-figures';
import { type PartOfEvaluation, WORK_TASKS, type WorkTask } from './evaluation-words';
import { countsOf } from './rectification';

type Work = { amount: number; unit: Indicator['unit'] | 'targets' | 'villages'; clause: ClauseKey };

/** 八、下步打算: what the figures leave to be done, each with its number; what is done already is not listed. */
export function nextSteps(figures: EvaluationFigures): PartOfEvaluation {
  const work = workLeft(figures);
  const left = WORK_TASKS.filter((task) => work[task].amount > 0);
  if (left.length === 0) return { lines: [{ say: 'noWork', values: {} }], tables: [] };
  return {
    lines: [{ say: 'work', values: { tasks: left.length } }],
    tables: [
      {
        say: 'work',
        columns: ['task', 'amount', 'clause'],
        rows: left.map((task) => {
          const { amount, unit, clause } = work[task];
          return [{ task }, unit === 'targets' || unit === 'villages' ? { pieces: amount, unit } : { amount, unit }, { clause }];
        }),
      },
    ],
  };
}

function workLeft({ own: { sums }, targets, plans, findings }: EvaluationFigures): Record<WorkTask, Work> {
  const households = (amount: number, clause: ClauseKey): Work => ({ amount, unit: 'households', clause });
  const totals = findings && findingTotals(findings);
  const { flagged, approved } = countsOf(plans);
  return {
    cold: households(sums.cold, 'C12'),
    notVisited: households(sums.H - sums.V - sums.X, 'C4'),
    notConverted: households(sums.P - sums.IP, 'C7'),
    notConnected: households(sums.I - sums.C, 'C5'),
    letNotConnected: { amount: sums.let - sums.letConnected, unit: 'rooms', clause: 'C5' },
    residentNotUsed: households(sums.CRV - sums.UR, 'C5'),
    letNotUsed: { amount: sums.letOccupied - sums.letUsed, unit: 'rooms', clause: 'C5' },
    unstable: households(sums.unstable, 'C2'),
    reburning: households(sums.B, 'C2'),
    suspected: households(sums.Q, 'C2'),
    targets: { amount: targets.filter(({ gap }) => gap.reached === false).length, unit: 'targets', clause: 'C3' },
    plans: { amount: flagged - approved, unit: 'villages', clause: 'C2' },
    arrears: { amount: sums.arrears, unit: 'money', clause: 'C11' },
    owing: households(sums['continuity.arrears'], 'C11'),
    findings: { amount: totals ? totals.findings - totals.closed : 0, unit: 'findings', clause: 'C6' },
  };
}
