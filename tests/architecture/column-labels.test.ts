import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FINDINGS_TABLE } from '~/domain/tables/findings-table';
import { HEAT_SOURCES_TABLE } from '~/domain/tables/heat-source-table';
import { HOUSEHOLDS_TABLE, VILLAGE_TABLE } from '~/domain/tables/household-tables';
import { REVIEW_TABLE } from '~/domain/tables/review-table';
import { ARREARS_TABLE, CLAIMS_TABLE, WITHOUT_TABLE } from '~/domain/tables/subsidy-tables';

test('on a phone every column of a desk table has its name: the style sheet has a rule for each place', () => {
  const places = [
    ...readFileSync('app/styles/app.css', 'utf8').matchAll(/td:nth-child\((\d+)\)::before \{\s+content: var\(--label-\1\);/g),
  ];
  const named = places.map(([, place]) => Number(place));
  // 序号 is the first cell and the column that opens the row the second; both speak for themselves.
  const longest = Math.max(
    ...[FINDINGS_TABLE, HEAT_SOURCES_TABLE, HOUSEHOLDS_TABLE, VILLAGE_TABLE, REVIEW_TABLE, ARREARS_TABLE, CLAIMS_TABLE, WITHOUT_TABLE].map(
      ({ columns }) => Object.keys(columns).length,
    ),
  );
  expect(named).toEqual(Array.from({ length: named.length }, (_, at) => at + 3));
  expect(named.at(-1)).toBeGreaterThanOrEqual(longest + 1);
});
