import { INDICATORS } from '~/domain/indicators/indicators';
import { formatRate } from '~/domain/indicators/rate';
import type { FactsAnswer } from '~/server/workflows/facts/read-facts.server';

/** The terminal width of a text: full-width characters take two columns, others one. */
function widthOf(text: string): number {
  return [...text].reduce((width, char) => width + (/[ᄀ-ᅟ⺀-꓏가-힣豈-﫿︰-﹏＀-｠￠-￦]/.test(char) ? 2 : 1), 0);
}

/** The answer as text for a terminal: a line for each division with counts and the rates with numerator and denominator. */
export function factsTable(answer: FactsAnswer): string {
  const shown = INDICATORS.filter(({ key }) =>
    ['completeness', 'coverage', 'connectionRate', 'useRate', 'stableRate', 'reburnRate'].includes(key),
  );
  const rows = [
    ['区划代码', '名称', '总户数', '改造完成', '接通', '使用', '复烧', ...shown.map((one) => one.name)],
    ...answer.rows.map(({ code, name, counts, indicators }) => [
      code,
      name,
      ...[counts.H, counts.I, counts.C, counts.U, counts.B].map(String),
      ...shown.map(({ key }) => {
        const { numerator, denominator } = indicators[key];
        return `${formatRate(numerator, denominator)} (${numerator}/${denominator})`;
      }),
    ]),
  ];
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => widthOf(row[i]!))));
  const lines = rows.map((row) =>
    row
      .map((cell, i) => {
        const blank = ' '.repeat(widths[i]! - widthOf(cell));
        return i < 2 ? cell + blank : blank + cell;
      })
      .join('  ')
      .trimEnd(),
  );
  return [`采暖季 ${answer.season}  截止 ${answer.asOf}`, ...lines].join('\n');
}
