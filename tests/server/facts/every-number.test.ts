/**
 * 每个数字都能点开: every number that is a link, on every screen of every role, says how many its list holds, over all pages of the list; on
 * random registers with two open seasons and batches of payments in every state. REGISTERS says how many, PAGES_OF_KIND of how many
 * pages of a kind (one division after the other) the numbers are opened; the sample has its own walk (tests/server/bulk/sample.test.ts).
 */
import { beforeAll, expect, test } from 'vitest';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import type { Role } from '~/domain/contract/enumerations';
import { openFinding } from '~/server/workflows/findings/open-finding.server';
import { addRandomSubsidies } from '../../fixtures/random-subsidies';
import { addSeasons, addSurveyedVillages } from '../../fixtures/surveyed-villages';
import { type RunningApp, startApp } from '../../helpers/app';
import { type Database, freshDatabase } from '../../helpers/database';
import { STARTS, walkNumbers } from '../../helpers/numbers/walk-numbers';
import { personWith } from '../../helpers/register';
import { accountWith, signedInClient } from '../../helpers/web-client';

const REGISTERS = Number(process.env.REGISTERS ?? 1);
/** A township sees less of the county's pages, a city the same of more, an auditor those masked, and an administrator counts nobody. */
const BY_DEFAULT: ReadonlySet<Role> = new Set(['cadre', 'county']);
if (!process.env.REGISTERS) {
  process.stdout.write('Township, city, auditor and administrator walk when REGISTERS says how many registers.\n');
}
const PAGES_OF_KIND = Number(process.env.PAGES_OF_KIND ?? 1);
const COUNTIES = ['140602', '140603', '140621', '140622', '140623', '140681'];
const PASSWORD = 'walks-every-number-21';
const HOUSEHOLDS = 5;

let db: Database;
let app: RunningApp;

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, addSeasons);
  app = await startApp({ db });
});

const person = async (role: Role, divisions: string[], n: number) => {
  const username = `${role}${n}`;
  await accountWith(db, { username, password: PASSWORD, role, divisions });
  return signedInClient(app.url, { username, password: PASSWORD });
};

async function findingOf(county: string, village: string, at: string): Promise<void> {
  const about = { season: '2020-2021', source: 'audit', kind: '台账不全', division: village, household: '', list: '' } as const;
  const person = await personWith(db, 'county', [county]);
  await openFinding(db, person, { ...about, text: '缺发票', amount: null, due: '2021-02-01', evidence: [] }, new Date(at));
}

test.each(Array.from({ length: REGISTERS }, (_, n) => n))('register %i', { timeout: 600_000 }, async (n) => {
  const county = COUNTIES[n % COUNTIES.length]!;
  const villages = await withSql(db, (sql) =>
    sql.query<{ code: string; township: string }>(
      `SELECT code, parent_code AS township FROM (SELECT code, parent_code, row_number() OVER (PARTITION BY parent_code ORDER BY code) AS at
         FROM division WHERE level = 'village' AND code LIKE $1 || '%') v WHERE at <= 2 ORDER BY code OFFSET $2 LIMIT 3`,
      [county, 3 * Math.floor(n / COUNTIES.length)],
    ),
  );
  const codes = villages.map(({ code }) => code);
  await addSurveyedVillages(db, codes, HOUSEHOLDS, n + 1);
  const households = codes.flatMap((code) => Array.from({ length: HOUSEHOLDS }, (_, at) => `${code}-${String(at + 1).padStart(5, '0')}`));
  await addRandomSubsidies(db, county, households, n + 1);

  const walkers: [Role, string[]][] = [
    ['cadre', codes.slice(0, 2)],
    ['city', ['1406']],
    ['admin', []],
    ['township', [villages[0]!.township]],
    ['county', [county]],
    ['auditor', ['1406']],
  ];
  for (const [role, divisions] of walkers) {
    if (!process.env.REGISTERS && !BY_DEFAULT.has(role)) continue;
    const client = await person(role, divisions, n);
    // The figures of a past day open the lists of that day: of findings, one that was there then.
    if (role === 'county') await findingOf(county, codes[0]!, '2020-12-10T04:00:00Z');
    const past = role === 'county' ? ['coverage', 'subsidy'].map((page) => `/${page}/${county}?season=2020-2021&asOf=2020-12-15`) : [];
    const walked = await walkNumbers(client, { begin: [...STARTS, ...past], pagesOfKind: PAGES_OF_KIND });
    if (process.env.REGISTERS) process.stdout.write(`${role}: ${walked.pages} pages, ${walked.numbers} numbers\n`);
    expect(walked.faults, role).toEqual([]);
    if (role !== 'admin') expect(walked.numbers, role).toBeGreaterThan(5);
  }
});
