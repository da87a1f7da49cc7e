/** 改问题门槛: who may, what is kept and told, and what the rules open and propose by the new numbers. */
import { beforeAll, expect, test } from 'vitest';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import type { Person } from '~/domain/access/person';
import { seenThresholds } from '~/domain/findings/read-thresholds-form';
import { DEFAULT_THRESHOLDS, type Thresholds, thresholdsOf } from '~/domain/findings/thresholds';
import { readFinding } from '~/server/workflows/findings/read-findings.server';
import { updateFindings } from '~/server/workflows/findings/update-findings.server';
import { closeSeason, reopenSeason } from '~/server/workflows/seasons/close-season.server';
import { setThresholds } from '~/server/workflows/seasons/set-thresholds.server';
import { submitVisit } from '~/server/workflows/survey/submit-visit.server';
import { freshDatabase } from '../../helpers/database';
import { addHouseholds, declareSeason, NOW, personWith, VILLAGE, visitOf } from '../../helpers/register';

const SEASON = '2020-2021';
let db: Database;
let city: Person;
let county: Person;

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, SEASON, '2020-11-01', '2021-03-31'));
  city = await personWith(db, 'city', ['1406'], 'shi');
  county = await personWith(db, 'county', ['140602']);
  const cadre = await personWith(db, 'cadre', [VILLAGE]);
  await addHouseholds(db, [{ number: 'H1' }]);
  const visit = visitOf('H1');
  await submitVisit(db, cadre, { ...visit, answers: { ...(visit.answers as object), roomTemperature: 17 } }, NOW);
  await updateFindings(db, NOW, { everything: true });
});

const run = (text: string) => withSql(db, (sql) => sql.query<Record<string, unknown>>(text));
const kept = async () => (await run(`SELECT finding_thresholds AS kept FROM season WHERE name = '${SEASON}'`))[0]!.kept;
const inForce = async () => thresholdsOf(await kept());
const set = async (own: unknown, more: { seen?: Thresholds; person?: Person; season?: string } = {}) =>
  setThresholds(
    db,
    more.person ?? city,
    { season: more.season ?? SEASON, chosen: thresholdsOf(own), seen: seenThresholds(more.seen ?? (await inForce())), reason: '会议纪要' },
    NOW,
  );
const problemOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no problem',
    (error) => error.problem?.code ?? String(error),
  );
const cold = () => run(`SELECT number, state, due_on::text AS due, cause -> 'coldBelow' AS below FROM finding WHERE rule = 'R25'`);
const entries = () => run(`SELECT actor, payload FROM history WHERE action = 'season.thresholds' ORDER BY seq`);

test('a home of 17 ℃ is a finding below 18 ℃, once the job has run; below 16 ℃ again it is proposed for closing', async () => {
  expect(await cold()).toEqual([]);
  await set({ coldBelow: 18, days: { R25: 2 } });
  expect(await kept()).toEqual({ coldBelow: 18, days: { R25: 2 } });
  await updateFindings(db, NOW);
  const [finding] = await cold();
  expect(finding).toMatchObject({ state: 'open', due: '2021-02-03', below: 18 });
  const { thresholds } = await readFinding(db, county, String(finding!.number), NOW);
  expect(thresholds.map(({ field, value }) => [field, value])).toEqual([
    ['coldBelow', 18],
    ['days.R25', 2],
  ]);
  await set({});
  expect(await kept()).toBeNull();
  await updateFindings(db, NOW);
  expect(await cold()).toMatchObject([{ state: 'proposed', due: '2021-02-03' }]);
});

test('the history has what was, what is and why', async () => {
  expect((await entries()).map(({ actor, payload }) => ({ actor, ...JSON.parse(String(payload)) }))).toMatchObject([
    { actor: 'shi', before: { coldBelow: 16, 'days.R25': 1 }, after: { coldBelow: 18, 'days.R25': 2 }, reason: '会议纪要' },
    { actor: 'shi', before: { coldBelow: 18, 'days.R25': 2 }, after: { coldBelow: 16, 'days.R25': 1 }, reason: '会议纪要' },
  ]);
});

test('only the city, an existing season, another value, and nothing that was changed since it was seen', async () => {
  const before = await entries();
  expect(await problemOf(set({ visitsADay: 50 }, { person: county }))).toBe('access.not-allowed');
  expect(await problemOf(set({ visitsADay: 50 }, { season: '2030-2031' }))).toBe('season.unknown');
  expect(await problemOf(set({}))).toBe('threshold.nothing-changed');
  expect(await problemOf(set({ visitsADay: 50 }, { seen: thresholdsOf({ visitsAnHour: 20 }) }))).toBe('threshold.changed-meanwhile');
  // Of two who saw the same, the first is kept.
  const both = await Promise.all([{ visitsADay: 50 }, { visitsADay: 40 }].map((own) => problemOf(set(own, { seen: DEFAULT_THRESHOLDS }))));
  expect([...both].sort()).toEqual(['no problem', 'threshold.changed-meanwhile']);
  expect(await kept()).toEqual({ visitsADay: both[0] === 'no problem' ? 50 : 40 });
  expect(await entries()).toHaveLength(before.length + 1);
});

test('a closed season keeps its thresholds; opened again they can be changed', async () => {
  await closeSeason(db, city, { season: SEASON, reason: '采暖季结束' }, NOW);
  const before = await kept();
  expect(await problemOf(set({ coldBelow: 17 }))).toBe('season.closed');
  expect(await kept()).toEqual(before);
  await reopenSeason(db, city, { season: SEASON, reason: '补录' }, NOW);
  expect(await problemOf(set({ coldBelow: 17 }))).toBe('no problem');
});
