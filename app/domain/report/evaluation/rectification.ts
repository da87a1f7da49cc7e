import { findingTotals } from '../../findings/counts';
import type { EvaluationFigures } from './evaluation-figures';
import type { EvaluationLine, EvaluationTable, PartOfEvaluation } from './evaluation-words';
import { rateSaid } from './rate-said';

/** 七、整改措施: how many findings are closed, and the plans of operation of the areas that need one. */
export function rectification({ own, below, findings, findingsBelow, plans }: EvaluationFigures): PartOfEvaluation {
  const lines: EvaluationLine[] = [];
  const tables: EvaluationTable[] = [];
  if (findings === null || findingsBelow === null) lines.push({ say: 'findingsNotKept', values: {} });
  else {
    const { findings: all, closed } = findingTotals(findings);
    lines.push(rateSaid('rectifiedRate', { numerator: closed, denominator: all }, null));
    if (all > 0) {
      const of = new Map(findingsBelow.map((one) => [one.code, one]));
      tables.push({
        say: 'rectified',
        columns: ['place', 'found', 'closed', 'rectifiedRate'],
        rows: [
          ...below.map(({ code, name }) => ({ name, findings: of.get(code)?.findings ?? 0, closed: of.get(code)?.closed ?? 0 })),
          { name: own.name, findings: all, closed },
        ].map((one) => [one.name, one.findings, one.closed, { rate: [one.closed, one.findings] }]),
      });
    }
  }
  if (plans.length === 0) lines.push({ say: 'noPlansNeeded', values: {} });
  else {
    lines.push({ say: 'plans', values: { ...countsOf(plans) } });
    tables.push({
      say: 'plans',
      columns: ['place', 'flagged', 'missing', 'drafted', 'submitted', 'approved'],
      rows: [...new Set(plans.map(({ place }) => place))].map((place) => {
        const counts = countsOf(plans.filter((one) => one.place === place));
        return [place, counts.flagged, counts.missing, counts.drafted, counts.submitted, counts.approved];
      }),
    });
  }
  return { lines, tables };
}

/** 起草 holds the returned ones: somebody is writing in them again. */
export function countsOf(plans: EvaluationFigures['plans']) {
  const of = (...states: EvaluationFigures['plans'][number]['state'][]) => plans.filter(({ state }) => states.includes(state)).length;
  return {
    flagged: plans.length,
    missing: of('missing'),
    drafted: of('draft', 'returned'),
    submitted: of('submitted'),
    approved: of('approved'),
  };
}
