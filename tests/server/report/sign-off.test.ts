import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { frozenFigures } from '~/database/report/signed-reports.server';
import { EVERYTHING } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { figureBehind, LIST_KEYS, type ListKey, unitOf } from '~/domain/indicators/household-lists';
import { NO_TEXTS } from '~/domain/report/evaluation/evaluation-texts';
import type { OpenCounts } from '~/domain/report/what-is-open';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { formatDayOnPaper } from '~/i18n/formats';
import { words } from '~/i18n/words.server';
import { makeReport } from '~/server/workflows/report/make-report.server';
import { exportFrozenList, readFrozenList } from '~/server/workflows/report/read-frozen-list.server';
import { readSignOff, readVersion, reopenedToTell, type SignOff, signOffTasks } from '~/server/workflows/report/read-sign-off.server';
import { replayReport } from '~/server/workflows/report/replay-report.server';
import { askForVersion } from '~/server/workflows/report/report-job.server';
import { actOnReport, closeTownship, signingOf } from '~/server/workflows/report/sign-report.server';
import { wordOfVersion } from '~/server/workflows/report/word-of-version.server';
import { saveEvaluationTexts } from '~/server/workflows/report/write-evaluation.server';
import { closeSeason, reopenSeason } from '~/server/workflows/seasons/close-season.server';
import { submitVisit } from '~/server/workflows/survey/submit-visit.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { type Database, freshDatabase } from '../../helpers/database';
import { addHouseholds, declareSeason, FAR_VILLAGE, NOW, OTHER_VILLAGE, personWith, VILLAGE, visitOf } from '../../helpers/register';
import { readWord } from '../../reports/read-word';

/** 报送: a county's report goes to the city, comes back with remarks, goes again, and the city issues its own. */
const SEASON = '2020-2021';
const [COUNTY, TOWNSHIP, CITY] = ['140602', '140602001', '1406'];
const folder = mkdtempSync(join(tmpdir(), 'qingnuan-sign-off-'));
let db: Database;
const people = {} as Record<'cadre' | 'township' | 'li' | 'wang' | 'far' | 'far2' | 'zhao' | 'qian' | 'auditor', Person>;

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, SEASON, '2020-10-25', '2021-03-31'));
  await addHouseholds(db, [
    { number: 'H1' },
    { number: 'H2' },
    { number: 'H3', village: OTHER_VILLAGE },
    { number: 'F1', village: FAR_VILLAGE },
  ]);
  for (const [name, role, division] of [
    ['cadre', 'cadre', CITY],
    ['township', 'township', TOWNSHIP],
    ['li', 'county', COUNTY],
    ['wang', 'county', COUNTY],
    ['far', 'county', '140681'],
    ['far2', 'county', '140681'],
    ['zhao', 'city', CITY],
    ['qian', 'city', CITY],
    ['auditor', 'auditor', CITY],
  ] as const)
    people[name] = await personWith(db, role, [division]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const signOff = async (person: Person, division: string) => (await readSignOff(db, person, { division, season: SEASON }, NOW)) as SignOff;
let files = 0;
/** Freezes the next version as the job does, over what the page shows as open now. */
async function freeze(person: Person, division: string, { seen, reason = '雪后补访' }: { seen?: OpenCounts; reason?: string | null } = {}) {
  const open = seen ?? (await signOff(person, division)).open!;
  files += 1;
  const fileName = `${files}.xlsx`;
  const acknowledged = { seen: open, reason };
  const signing = signingOf(person, { division, season: SEASON, acknowledged, jobId: null, fileName }, NOW);
  await makeReport(db, person, { division, season: SEASON, file: join(folder, fileName) }, NOW, { signing });
  return signing.id;
}
const act = (person: Person, id: string, what: Parameters<typeof actOnReport>[2]['act'], words = '', remarks = [] as never[]) =>
  actOnReport(db, person, { id, act: what, words, remarks }, NOW);
const refused = (code: string) => ({ problem: { code } });
const visit = (household: string) => submitVisit(db, people.cadre, visitOf(household), NOW);

describe('before freezing', () => {
  test('what is open is counted, and acknowledged with a reason by the office itself', async () => {
    await visit('H1');
    // H1 waits for review; H2 and H3 were not visited; nobody closed the township.
    const open = { missing: 2, townships: 1, unreviewed: 1 };
    expect((await signOff(people.li, COUNTY)).open).toEqual(open);
    expect((await signOff(people.auditor, COUNTY)).open).toEqual(open);
    const ask = (person: Person, division: string, acknowledged: { seen: OpenCounts; reason: string | null }) =>
      askForVersion(db, person, { division, season: SEASON, acknowledged }, NOW);
    await expect(ask(people.li, COUNTY, { seen: open, reason: null })).rejects.toMatchObject(refused('sign-off.reason-missing'));
    await expect(ask(people.li, COUNTY, { seen: { missing: 1 }, reason: '理由' })).rejects.toMatchObject(refused('sign-off.open-changed'));
    await expect(ask(people.li, VILLAGE, { seen: {}, reason: null })).rejects.toMatchObject(refused('sign-off.not-reporting'));
    await expect(ask(people.zhao, COUNTY, { seen: open, reason: '理由' })).rejects.toMatchObject(refused('sign-off.other-office'));
    await expect(ask(people.far, COUNTY, { seen: open, reason: '理由' })).rejects.toMatchObject(refused('division.unknown'));
    await expect(ask(people.auditor, COUNTY, { seen: open, reason: '理由' })).rejects.toMatchObject(refused('access.not-allowed'));
    // The job itself refuses too: nothing is stored.
    await expect(freeze(people.li, COUNTY, { seen: {} })).rejects.toMatchObject(refused('sign-off.open-changed'));
    expect((await signOff(people.li, COUNTY)).versions).toEqual([]);
  });

  test('a township closes with a reason while households are missing, and takes it back with one', async () => {
    const close = (closed: boolean, words: string, person = people.township, division = TOWNSHIP) =>
      closeTownship(db, person, { division, season: SEASON, closed, words }, NOW);
    await expect(close(true, ' ')).rejects.toMatchObject(refused('sign-off.words-missing'));
    await expect(close(true, '办结', people.li)).rejects.toMatchObject(refused('access.not-allowed'));
    await expect(close(true, '办结', people.township, FAR_VILLAGE)).rejects.toMatchObject(refused('division.unknown'));
    await close(true, '两户常年外出');
    expect((await signOff(people.township, TOWNSHIP)).townships).toMatchObject([
      { code: TOWNSHIP, missing: 2, last: { closed: true, missing: 2, words: '两户常年外出' } },
    ]);
    await expect(close(true, '再办')).rejects.toMatchObject(refused('sign-off.other-state'));
    await expect(close(false, '')).rejects.toMatchObject(refused('sign-off.words-missing'));
    await close(false, '又找到人');
    await close(true, '已电话核实');
    expect((await signOff(people.li, COUNTY)).open).toEqual({ missing: 2, unreviewed: 1 });
  });
});

describe('a report on its way', () => {
  let first: string;
  let second: string;

  test('is sent by a second person, accepted or returned by the city alone, with words and remarks', async () => {
    first = await freeze(people.li, COUNTY);
    await expect(freeze(people.wang, COUNTY)).rejects.toMatchObject(refused('sign-off.version-stands'));
    await expect(act(people.li, first, 'submit')).rejects.toMatchObject(refused('sign-off.second-person'));
    await expect(act(people.far, first, 'submit')).rejects.toMatchObject(refused('sign-off.unknown'));
    await expect(act(people.zhao, first, 'accept')).rejects.toMatchObject(refused('sign-off.other-state'));
    expect(await signOffTasks(db, people.wang, COUNTY)).toMatchObject([{ id: first, state: 'prepared' }]);
    expect(await signOffTasks(db, people.li, COUNTY)).toEqual([]);
    await act(people.wang, first, 'submit');
    await expect(act(people.wang, first, 'submit')).rejects.toMatchObject(refused('sign-off.other-state'));
    expect(await signOffTasks(db, people.zhao, CITY)).toMatchObject([{ id: first, state: 'submitted' }]);
    await expect(act(people.zhao, first, 'return', '')).rejects.toMatchObject(refused('sign-off.words-missing'));
    const remarks = [{ division: TOWNSHIP, figure: 'V', text: '少一户' }];
    await actOnReport(db, people.zhao, { id: first, act: 'return', words: '请补访', remarks }, NOW);
    expect(await signOffTasks(db, people.li, COUNTY)).toMatchObject([{ id: first, state: 'returned' }]);
    const version = await readVersion(db, people.auditor, first);
    expect(version.report).toMatchObject({ version: 1, state: 'returned', open: { missing: 2, unreviewed: 1 }, reason: '雪后补访' });
    expect(version.steps.map(({ act: kind, words, remarks: said }) => [kind, words, said])).toEqual([
      ['prepare', '雪后补访', []],
      ['submit', null, []],
      ['return', '请补访', remarks],
    ]);
    expect(version.acts).toEqual([]);
  });

  test('its next version stands beside the first', async () => {
    await visit('H3');
    second = await freeze(people.wang, COUNTY);
    const { report, figures, before } = await readVersion(db, people.li, second);
    expect(report.version).toBe(2);
    const counted = (all: typeof figures) => all.map(({ code, sums }) => [code, sums.H, sums.V]);
    expect(counted(figures)).toEqual([
      [COUNTY, 3, 2],
      ...figures.slice(1).map(({ code }) => [code, code === TOWNSHIP ? 3 : 0, code === TOWNSHIP ? 2 : 0]),
    ]);
    expect(before!.version).toBe(1);
    expect(counted(before!.figures)[0]).toEqual([COUNTY, 3, 1]);
    await act(people.li, second, 'submit');
    await act(people.zhao, second, 'accept');
    expect(await signOffTasks(db, people.li, COUNTY)).toEqual([]);
  });

  test('the city sees which counties are missing and which have changed since, and issues with two persons', async () => {
    const city = await signOff(people.zhao, CITY);
    expect(city.counties.map(({ code, report, changed }) => [code, report?.version, report?.state, changed])).toEqual([
      [COUNTY, 2, 'accepted', false],
      ['140681', undefined, undefined, false],
    ]);
    expect(city.open).toMatchObject({ counties: 1, missing: 2 });
    await visit('H2');
    expect((await signOff(people.zhao, CITY)).open).toMatchObject({ counties: 1, changed: 1, missing: 1 });
    const far = await freeze(people.far, '140681');
    await act(people.far2, far, 'submit');
    await act(people.qian, far, 'accept');
    const own = await freeze(people.zhao, CITY);
    expect((await readVersion(db, people.auditor, own)).report.open).toMatchObject({ changed: 1 });
    await expect(act(people.zhao, own, 'issue')).rejects.toMatchObject(refused('sign-off.second-person'));
    await act(people.qian, own, 'issue');
    await expect(act(people.li, own, 'withdraw', '理由')).rejects.toMatchObject(refused('sign-off.unknown'));
    await act(people.zhao, own, 'withdraw', '县里改数');
    expect((await signOff(people.zhao, CITY)).mayPrepare).toBe(true);
    // The whole office is told until the next version is frozen.
    expect(await signOffTasks(db, people.qian, CITY)).toMatchObject([{ id: own, state: 'withdrawn' }]);
  });

  test('each of its figures opens the households that were recorded with it, whatever was changed since', async () => {
    const { report, place } = await readVersion(db, people.auditor, second);
    const frozen = await withSql(db, (sql) => frozenFigures(sql, second));
    expect(place.trail.map(({ code }) => code)).toEqual([report.division]);
    expect((await readVersion(db, people.li, second, TOWNSHIP)).place).toMatchObject({
      trail: [{ code: COUNTY }, { code: TOWNSHIP }],
      deeper: [],
    });
    let opened = 0;
    for (const { code, sums } of frozen) {
      for (const list of LIST_KEYS) {
        const figure = figureBehind(list, sums);
        // Figures of nothing are many; those of the divisions without a household are all alike.
        if (figure === 0 && sums.H === 0) continue;
        const found = await readFrozenList(db, people.auditor, { id: second, at: code, list, page: 1 });
        expect([code, list, found.figure]).toEqual([code, list, figure]);
        expect(found.rows.reduce((sum, { value }) => sum + value, 0)).toBe(figure);
        if (unitOf(list) === 'households') expect(found.rows.length).toBe(figure);
        opened += 1;
      }
    }
    expect(opened).toBeGreaterThan(4 * LIST_KEYS.length - 1);
    // H2 was not visited when this was frozen, though it has been since: the recorded facts decide.
    const numbers = async (list: ListKey, person = people.li) =>
      (await readFrozenList(db, person, { id: second, at: null, list, page: 1 })).rows.map(({ number }) => number);
    expect(await numbers('V')).toEqual(['H1', 'H3']);
    expect(await numbers('notVisited')).toEqual(['H2']);
    await expect(numbers('V', people.far)).rejects.toMatchObject(refused('sign-off.unknown'));
    await expect(numbers('V', people.cadre)).rejects.toMatchObject(refused('access.not-allowed'));
    const elsewhere = readFrozenList(db, people.zhao, { id: second, at: '140681', list: 'V', page: 1 });
    await expect(elsewhere).rejects.toMatchObject(refused('division.unknown'));
    const exported = await exportFrozenList(db, people.auditor, words('zh-CN') as never, { id: second, at: TOWNSHIP, list: 'V' }, NOW);
    expect(exported.fileName).toMatch(/-2020-2021-2-完成入户户?\.xlsx$/);
  });

  test('replays figure for figure, and names what differs now and the household behind it', async () => {
    const replayed = await replayReport(db, EVERYTHING, second, NOW);
    expect(replayed).toMatchObject({ sameFacts: true, notReplayed: [], households: 3 });
    // H2 was visited after it was frozen: one more V in its village, township and county.
    expect(replayed.changed.filter(({ measure }) => measure === 'V').map(({ division, frozen, now }) => [division, frozen, now])).toEqual([
      [COUNTY, 2, 3],
      [TOWNSHIP, 2, 3],
      [VILLAGE, 1, 2],
    ]);
    expect(new Set(replayed.behind.map(({ household }) => household))).toEqual(new Set(['H2']));
    expect((await verifyRegister(db, NOW)).ok).toBe(true);
  });

  test('is frozen with its 评估报告: figures and texts stay as they were', async () => {
    const at = { division: CITY, season: SEASON, language: 'zh-CN' } as const;
    const write = (version: number, basics: string) =>
      saveEvaluationTexts(db, people.zhao, { ...at, form: { version, texts: { ...NO_TEXTS, basics } } }, NOW);
    await write(0, '全市两个县报送。');
    const id = await freeze(people.zhao, CITY);
    await write(1, '后来写的话。');
    await visit('F1');
    const { fileName, content } = await wordOfVersion(db, people.auditor, id);
    expect(fileName).toBe('朔州市评估报告-2020-2021-第2版.docx');
    const { paragraphs, tables } = readWord(content);
    expect(paragraphs).toContain('全市两个县报送。');
    expect(paragraphs.join()).not.toContain('后来写的话');
    // Of the four households three had been visited; the office and the day of freezing stand below.
    expect(tables.get('在册户和入户情况')!.at(-1)).toEqual(['朔州市', '4', '4', '0', '3', '0', '75.00%']);
    expect(paragraphs.slice(-2)).toEqual(['朔州市能源局', formatDayOnPaper(dayInShanghai(NOW), 'zh-CN')]);
    await expect(wordOfVersion(db, people.far, id)).rejects.toMatchObject(refused('sign-off.unknown'));
  });

  test('everyone who reports is told that a season was reopened, until it is closed again', async () => {
    const at = (reason: string) => [db, people.zhao, { season: SEASON, reason }, NOW] as const;
    await closeSeason(...at('报送完毕'));
    expect(await reopenedToTell(db, people.township)).toEqual([]);
    await reopenSeason(...at('补录两户'));
    for (const person of [people.township, people.li, people.qian, people.auditor]) {
      expect(await reopenedToTell(db, person)).toMatchObject([{ season: SEASON, by: people.zhao.name, why: '补录两户' }]);
    }
    expect(await reopenedToTell(db, people.cadre)).toEqual([]);
    await closeSeason(...at('补录完毕'));
    expect(await reopenedToTell(db, people.township)).toEqual([]);
  });

  test('is refused by name when the history was changed outside the product', async () => {
    await withSql(db, async (sql) => {
      await sql.query('ALTER TABLE history DISABLE TRIGGER USER');
      await sql.query(`UPDATE history SET payload = replace(payload, '"V":1', '"V":2') WHERE action = 'report.facts' AND entity_key = $1`, [
        second,
      ]);
    });
    const replayed = await replayReport(db, EVERYTHING, second, NOW);
    expect(replayed.sameFacts).toBe(false);
    expect(replayed.notReplayed.some(({ division, measure }) => division === COUNTY && measure === 'V')).toBe(true);
  });
});
