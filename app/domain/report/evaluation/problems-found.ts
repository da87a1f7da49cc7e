import { type CountsOfStates, findingTotals, openCount } from '../../findings/counts';
import { RULE_CODES } from '../../findings/rule-codes';
import type { EvaluationFigures } from './evaluation-figures';
import type { EvaluationLine, PartOfEvaluation } from './evaluation-words';

/** 六、存在问题: the findings of the season by rule, as they stand. */
export function problemsFound({ findings }: EvaluationFigures): PartOfEvaluation {
  if (findings === null) return { lines: [{ say: 'findingsNotKept', values: {} }], tables: [] };
  const { findings: all, closed } = findingTotals(findings);
  if (all === 0) return { lines: [{ say: 'noFindings', values: {} }], tables: [] };
  const found = ([...RULE_CODES, 'hand'] as const)
    .map((rule) => ({ rule, states: findings[rule], all: findings[rule].closed + openCount(findings[rule]) }))
    .filter((one) => one.all > 0);
  const lines: EvaluationLine[] = [{ say: 'findings', values: { findings: all, kinds: found.length, open: all - closed } }];
  const most = [...found].sort((a, b) => openCount(b.states) - openCount(a.states)).filter(({ states }) => openCount(states) > 0);
  for (const { rule, states } of most.slice(0, MOST_NAMED)) {
    lines.push({ say: 'findingsOpen', values: { rule: { rule }, open: openCount(states) } });
  }
  return {
    lines,
    tables: [
      {
        say: 'findings',
        columns: ['rule', 'found', 'open', 'inProgress', 'proposed', 'closed'],
        rows: found.map(({ rule, states, all: of }) => [{ rule }, of, ...cells(states)]),
      },
    ],
  };
}

/** Kinds named in words; the table has all of them. */
const MOST_NAMED = 5;

function cells({ open, in_progress, proposed, closed }: CountsOfStates): number[] {
  return [open, in_progress, proposed, closed];
}
