import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PAGES } from '../../scripts/bench/pages-to-measure';

/** Pages that are not measured, and why. */
const NOT_MEASURED: Record<string, string> = {
  '$.tsx': 'says that there is no such page',
  'sign-in.tsx': 'sends on whoever is signed in',
  'coverage._index.tsx': 'sends on to the own division',
  'clauses._index.tsx': 'sends on to the own division',
  'heat-sources.$number.tsx': 'one heat source, of which the measured register has none',
  'findings._index.tsx': 'sends on to the own division',
  'quality._index.tsx': 'sends on to the own division',
  'quality.$code.reasons.$id.tsx': 'one reason, which a computation would have to find first',
  'quality.$code.checks.$id.tsx': 'one check, which would have to be drawn first',
  'checks.$id._index.tsx': 'one check, which would have to be drawn first',
  'subsidy._index.tsx': 'sends on to the own division',
  'plans._index.tsx': 'sends on to the own division',
  'sign-off._index.tsx': 'sends on to the own division',
  'sign-off.$code.$id._index.tsx': 'one version, whose workbook would have to be made first',
  'sign-off.$code.$id.households._index.tsx': 'of one version, whose workbook would have to be made first',
  'conflicts.$id.tsx': 'one record, which a phone would have to send first',
  'conflicts.households.$id.tsx': 'one record, which a phone would have to send first',
  'findings.reported.$id.tsx': 'one report, which a phone would have to send first',
  'imports.$id.tsx': 'one job',
  'packages.$id.tsx': 'one job',
  'jobs.$id._index.tsx': 'one job',
  'subsidy.$code.payments.$batch.notice.tsx': 'prints every household of a batch',
};

const ROUTES = join('app', 'routes');
const pages = readdirSync(ROUTES).filter(
  (name) => name.endsWith('.tsx') && /export default/.test(readFileSync(join(ROUTES, name), 'utf8')),
);

/** What an address of a route file looks like. */
function addressOf(file: string): RegExp {
  const parts = file
    .replace(/\.tsx$/, '')
    .split('.')
    .filter((part) => part !== '_index')
    .map((part) => (part.startsWith('$') ? '[^/]+' : part.replace(/_$/, '')));
  return new RegExp(`^/${parts.map((part) => part.replace(/_$/, '')).join('/')}$`);
}

const about = new Proxy({} as Parameters<(typeof PAGES)[number]['path']>[0], { get: (_target, name) => `about-${String(name)}` });
const measured = PAGES.map(({ path }) => path(about).split('?')[0]!);

test.each(pages)('%s is measured by npm run bench -- --only pages, or it is said why not', (file) => {
  const matches = measured.filter((address) => addressOf(file).test(address));
  if (file in NOT_MEASURED)
    expect(matches).toEqual(matches.filter((address) => pages.some((other) => other !== file && addressOf(other).test(address))));
  else expect(matches.length).toBeGreaterThan(0);
});

test('nothing is named that is not there', () => {
  expect(Object.keys(NOT_MEASURED).filter((file) => !pages.includes(file))).toEqual([]);
});
