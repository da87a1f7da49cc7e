import { RULE_CODES } from '~/domain/findings/rule-codes';
import type { FindingsAnswer } from '~/server/workflows/findings/count-findings.server';

/** The answer as text for a terminal: a line for each division and rule that has findings: open/in progress/proposed/closed. */
export function findingsTable(answer: FindingsAnswer): string {
  const lines = answer.rows.map(({ code, name, rules }) => {
    const found = RULE_CODES.flatMap((rule) => {
      const { open, inProgress, proposed, closed } = rules[rule];
      return open + inProgress + proposed + closed === 0 ? [] : [`${rule} ${open}/${inProgress}/${proposed}/${closed}`];
    });
    return `${code}  ${name}  ${found.length === 0 ? '—' : found.join('  ')}`;
  });
  return [`采暖季 ${answer.season}  截止 ${answer.asOf}  （未整改/整改中/待销号/已销号）`, ...lines].join('\n');
}
