import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { findingsOfHousehold } from '~/database/findings/desk.server';
import { fileOfFinding } from '~/database/findings/finding-writes.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { newFindingForm } from '~/domain/findings/desk/finding-forms';
import {
  askForProgress,
  assignFinding,
  assignMany,
  closeFinding,
  exceptFinding,
  noteProgress,
  proposeClosing,
  returnFinding,
} from '~/server/workflows/findings/act-on-finding.server';
import { keepEvidence } from '~/server/workflows/findings/keep-evidence.server';
import { openFinding } from '~/server/workflows/findings/open-finding.server';
import { readFinding } from '~/server/workflows/findings/read-findings.server';
import { readPhotoFile } from '~/server/workflows/survey/photo-files.server';
import { verifyPhotos } from '~/server/workflows/upkeep/verify-photos.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { addFinding } from '../../fixtures/findings';
import { asPhoneMarks } from '../../fixtures/marked-photo';
import { type Database, freshDatabase } from '../../helpers/database';
import { addHouseholds, declareSeason, FAR_VILLAGE, NOW, personWith, VILLAGE } from '../../helpers/register';

const SEASON = '2020-2021';
const TOWNSHIP = VILLAGE.slice(0, 9);
const PDF = new File([`%PDF-1.4\n${'x'.repeat(40)}`], '证明 张三.pdf', { type: 'application/pdf' });
let db: Database;
let dataDir: string;
let first: Person;
let second: Person;
let county: Person;
let city: Person;
let auditor: Person;
let far: Person;

beforeAll(async () => {
  db = await freshDatabase();
  dataDir = mkdtempSync(join(tmpdir(), 'evidence-'));
  await inTransaction(db, (sql) => declareSeason(sql, SEASON, '2020-10-25', '2021-03-31'));
  first = await personWith(db, 'township', [TOWNSHIP]);
  second = await personWith(db, 'township', [TOWNSHIP]);
  county = await personWith(db, 'county', ['140602']);
  city = await personWith(db, 'city', ['1406']);
  auditor = await personWith(db, 'auditor', ['1406']);
  far = await personWith(db, 'county', [FAR_VILLAGE.slice(0, 6)]);
  await addHouseholds(db, [{ number: 'H1' }, { number: 'H2' }, { number: 'F1', village: FAR_VILLAGE }]);
});

async function problemOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'no problem',
    (error) => error.problem?.code ?? String(error),
  );
}
const revisionOf = async (number: string) => (await readFinding(db, city, number, NOW)).finding.revision;
const said = async (number: string, text: string, evidence: Awaited<ReturnType<typeof keepEvidence>> = []) => ({
  number,
  revision: await revisionOf(number),
  text,
  evidence,
});
const ofHousehold = (person: Person) => withSql(db, (sql) => findingsOfHousehold(sql, scopeOf(person), 'H1'));
const evidence = (...files: File[]) => keepEvidence(db, { dataDir, accountId: first.accountId, files }, NOW);
const assignment = { account: '', unit: '镇政府', person: '', due: '2021-03-01' };

test('from opening to closing: assigned, noted, proposed, returned, proposed again, closed by another person', async () => {
  const number = await addFinding(db, {
    rule: 'R25',
    urgent: true,
    division: VILLAGE,
    household: 'H1',
    openedOn: '2021-01-31',
    season: SEASON,
  });
  await assignFinding(db, first, { ...assignment, number, revision: 1, account: first.accountId!, measures: '换水泵' }, NOW);
  const read = () => readFinding(db, second, number, NOW);
  expect((await read()).finding).toMatchObject({ state: 'in_progress', person: first.name, dueOn: '2021-03-01', measures: '换水泵' });
  await noteProgress(db, first, await said(number, '水泵到货'), NOW);
  await proposeClosing(db, first, await said(number, '已换好'), NOW);
  expect(await problemOf(closeFinding(db, first, await said(number, '好了'), NOW))).toBe('finding.own');
  await returnFinding(db, second, await said(number, '室温还是 14 度'), NOW);
  expect((await read()).finding).toMatchObject({ state: 'in_progress' });
  expect(await problemOf(closeFinding(db, second, await said(number, '好了'), NOW))).toBe('finding.not-proposed');
  await proposeClosing(db, first, await said(number, '室温 19 度'), NOW);
  // Urgent: words alone do not close it.
  expect(await problemOf(closeFinding(db, second, await said(number, '看过，暖了'), NOW))).toBe('finding.evidence-missing');
  await closeFinding(db, second, await said(number, '看过，暖了', await evidence(PDF)), NOW);
  const closed = await read();
  expect(closed.finding).toMatchObject({ state: 'closed', result: '看过，暖了', hours: null, overdue: false });
  expect(closed.steps.map(({ kind }) => kind)).toEqual(['assigned', 'progress', 'proposed', 'returned', 'proposed', 'closed']);
  expect(await problemOf(noteProgress(db, county, await said(number, '再看看'), NOW))).toBe('finding.closed-already');
  // What was written cannot be read in the steps and the history; each step has its entry.
  const { rows: steps } = await db.pool.query('SELECT text_encrypted, detail, files FROM finding_step');
  const { rows: history } = await db.pool.query(`SELECT payload FROM history WHERE entity = 'finding' AND entity_key = $1`, [number]);
  expect(history).toHaveLength(6);
  for (const words of ['室温', '水泵', '张三']) expect(JSON.stringify([steps, history])).not.toContain(words);
  // The fixture's R25 has no cold household behind it, which `rollUps` says; the rest is whole, the document in this test's folder.
  expect(await verifyRegister(db, NOW, undefined, dataDir)).toMatchObject({
    history: { faults: [] },
    records: { faults: [] },
    photos: { faults: [] },
  });
});

test('the first of two at once wins, the other is told and has lost nothing', async () => {
  const number = await addFinding(db, { division: VILLAGE, household: 'H2', season: SEASON });
  const results = await Promise.all(
    [first, second].map((person) => problemOf(noteProgress(db, person, { number, revision: 1, text: person.name, evidence: [] }, NOW))),
  );
  expect(results.sort()).toEqual(['finding.changed-meanwhile', 'no problem']);
});

test('levels: a township reads what the county handles, a city closes it, nobody elsewhere knows of it', async () => {
  const number = await addFinding(db, { division: VILLAGE, level: 'county', rule: 'R11', season: SEASON });
  const { forbidden } = await readFinding(db, first, number, NOW);
  expect(new Set(Object.values(forbidden))).toEqual(new Set(['finding.other-level']));
  expect(await problemOf(noteProgress(db, first, await said(number, '我来'), NOW))).toBe('finding.other-level');
  expect(await problemOf(readFinding(db, far, number, NOW))).toBe('finding.unknown');
  expect(new Set(Object.values((await readFinding(db, auditor, number, NOW)).forbidden))).toEqual(new Set(['access.not-allowed']));
  // Whoever is responsible works on it wherever it lies.
  await assignFinding(db, county, { ...assignment, number, revision: 1, account: first.accountId! }, NOW);
  await proposeClosing(db, first, await said(number, '已改'), NOW);
  await closeFinding(db, city, await said(number, '核实'), NOW);
});

test('an exception needs a document and another person', async () => {
  const number = await addFinding(db, { rule: 'R01', level: 'county', division: VILLAGE, season: SEASON });
  expect(await problemOf(exceptFinding(db, county, await said(number, '儿子代收'), NOW))).toBe('finding.document-missing');
  await assignFinding(db, county, { ...assignment, number, revision: 1, account: county.accountId! }, NOW);
  expect(await problemOf(exceptFinding(db, county, await said(number, '儿子代收', await evidence(PDF)), NOW))).toBe('finding.own');
  await exceptFinding(db, city, await said(number, '儿子代收', await evidence(PDF)), NOW);
  expect((await readFinding(db, county, number, NOW)).finding).toMatchObject({ state: 'closed', exception: true });
});

test('several at once: all or none', async () => {
  const numbers = await Promise.all([1, 2, 3].map(() => addFinding(db, { division: VILLAGE, rule: 'R14', season: SEASON })));
  const rows = numbers.map((number) => ({ number, revision: 1 }));
  const states = async () =>
    (await withSql(db, (sql) => sql.query<{ state: string }>('SELECT state FROM finding WHERE number = ANY($1)', [numbers]))).map(
      ({ state }) => state,
    );
  const stale = [...rows.slice(0, 2), { number: numbers[2]!, revision: 7 }];
  expect(await problemOf(assignMany(db, county, { ...assignment, rows: stale }, NOW))).toBe('finding.changed-meanwhile');
  expect(await states()).toEqual(['open', 'open', 'open']);
  expect(await assignMany(db, county, { ...assignment, rows }, NOW)).toBe(3);
  expect(await states()).toEqual(['in_progress', 'in_progress', 'in_progress']);
  expect(await problemOf(askForProgress(db, county, { rows, text: '周五前报' }, NOW))).toBe('finding.changed-meanwhile');
  expect(await askForProgress(db, county, { rows: rows.map((row) => ({ ...row, revision: 2 })), text: '周五前报' }, NOW)).toBe(3);
});

test('evidence is told by its bytes, kept by their hash, and shown with its finding alone', async () => {
  const html = new File(['<html><script>alert(1)</script></html>                    '], 'photo.jpg', { type: 'image/jpeg' });
  expect(await problemOf(evidence(html))).toBe('finding.file-not-evidence');
  expect(await problemOf(evidence(new File([`%PDF-${'x'.repeat(10_000_001)}`], 'a.pdf')))).toBe('finding.file-too-large');
  expect(await problemOf(evidence(...Array.from({ length: 6 }, () => PDF)))).toBe('finding.too-many-files');
  const [kept, ...others] = await evidence(PDF, PDF);
  // A photo is stored without the place its camera wrote: 36 bytes say which side is up.
  const photo = Buffer.from('ffd8ffda000c03010002110311003f00d2cf20ffd9', 'hex');
  const placed = new File([new Uint8Array(asPhoneMarks(photo))], 'IMG.jpg', { type: 'image/jpeg' });
  const [stored] = await evidence(placed);
  const bytes = (await readPhotoFile(dataDir, stored!.sha256))!;
  expect([bytes.length, bytes.includes(Buffer.from([0x88, 0x25]))]).toEqual([photo.length + 36, false]);
  expect(await problemOf(evidence(new File([new Uint8Array(photo.subarray(0, 2)), 'x'.repeat(30)], 'b.jpg')))).toBe(
    'finding.file-not-evidence',
  );
  const torn = new File([new Uint8Array(asPhoneMarks(photo).subarray(0, 40))], 'c.jpg');
  expect(await problemOf(evidence(torn))).toBe('finding.photo-damaged');
  expect([kept!.type, others]).toEqual(['application/pdf', []]);
  const here = await addFinding(db, { division: VILLAGE, season: SEASON });
  const other = await addFinding(db, { division: VILLAGE, season: SEASON });
  const file = await evidence(new File([`%PDF-1.7 ${'y'.repeat(30)}`], 'b.pdf'));
  await noteProgress(db, first, await said(here, '附单据', file), NOW);
  const typeFor = (person: Person, number: string) => withSql(db, (sql) => fileOfFinding(sql, scopeOf(person), number, file[0]!.sha256));
  expect(await typeFor(auditor, here)).toBe('application/pdf');
  expect(await typeFor(first, other)).toBe(null);
  expect(await typeFor(far, here)).toBe(null);
  expect(await verifyPhotos(db, dataDir)).toMatchObject({ faults: [] });
  // A step that names a file which never arrived is a fault.
  await noteProgress(db, first, await said(here, '丢了', [{ sha256: 'a'.repeat(64), type: 'image/png', bytes: 1 }]), NOW);
  expect((await verifyPhotos(db, dataDir)).faults).toEqual([{ sha256: 'a'.repeat(64), fault: 'missing' }]);
});

test('by hand: a sheet that arrives twice is one finding; other words, another person or another sheet make another', async () => {
  const said = {
    division: '140602',
    season: SEASON,
    source: 'audit',
    kind: '漏登',
    text: '三户未登记',
    due: '2021-04-01',
    sheet: 'sheet-1',
  };
  const open = (change: Record<string, string> = {}, person = county) =>
    openFinding(db, person, { ...newFindingForm.parse({ ...said, ...change }), evidence: [] }, NOW);
  const [number, same, again] = [...(await Promise.all([open(), open()])), await open()];
  expect([same, again]).toEqual([number, number]);
  const { rows } = await db.pool.query('SELECT action FROM history WHERE entity_key = $1', [number]);
  expect(rows).toEqual([{ action: 'finding.opened' }]);
  const others = [
    await open({ text: '四户未登记' }),
    await open({ household: 'H1' }),
    await open({ sheet: 'sheet-2' }),
    await open({}, city),
    await open({ sheet: '' }),
    await open({ sheet: '' }),
  ];
  expect(new Set([number, ...others]).size).toBe(7);
});

test('by hand: about a household, a division, a list; what does not belong together is refused', async () => {
  const form = (change: Record<string, string>) => ({
    ...newFindingForm.parse({
      division: '140602',
      season: SEASON,
      source: 'audit',
      kind: '搬迁遗留',
      text: '穆寨村未接通',
      due: '2021-04-01',
      amount: '1,234.50',
      ...change,
    }),
    evidence: [],
  });
  const number = await openFinding(db, county, form({ household: 'H1' }), NOW);
  const page = await readFinding(db, first, number, NOW);
  expect(page.finding).toMatchObject({ household: 'H1', amount: 123450, level: 'county', text: '穆寨村未接通', source: 'audit' });
  expect((await ofHousehold(first)).map((one) => one.number)).toContain(number);
  expect(await ofHousehold(far)).toEqual([]);
  const list = '/lists/140602?season=2020-2021&flag=B';
  const about = await readFinding(db, county, await openFinding(db, county, form({ list }), NOW), NOW);
  expect(about.finding).toMatchObject({ household: null, cause: { list } });
  expect(await problemOf(openFinding(db, county, form({ list: 'https://elsewhere.example/' }), NOW))).toBe('finding.list-malformed');
  expect(await problemOf(openFinding(db, county, form({ household: 'F1' }), NOW))).toBe('household.unknown');
  expect(await problemOf(openFinding(db, city, form({ household: 'F1' }), NOW))).toBe('finding.household-elsewhere');
  expect(await problemOf(openFinding(db, first, form({}), NOW))).toBe('division.unknown');
  expect(await problemOf(openFinding(db, auditor, form({}), NOW))).toBe('access.not-allowed');
  const stored = await db.pool.query('SELECT payload FROM history WHERE entity_key = $1', [number]);
  expect(JSON.stringify(stored.rows)).not.toContain('穆寨村');
  // The fixture's findings of a rule have nothing behind them; those opened by hand follow from no rule and are no difference.
  const { history, records, rollUps } = await verifyRegister(db, NOW, undefined, dataDir);
  expect([history.faults, records.faults]).toEqual([[], []]);
  expect(rollUps.differences.filter(({ what, stored }) => what !== 'finding' || !/^R\d\d /.test(String(stored)))).toEqual([]);
});
