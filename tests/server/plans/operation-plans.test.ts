/** 可持续运营方案: from the flagged village through versions and two persons to the Word file and 附件15. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import { refreshFacts } from '~/database/facts/facts.server';
import type { Person } from '~/domain/access/person';
import { PLAN_PARTS } from '~/domain/plans/parts/parts';
import { planForm } from '~/domain/plans/plan-content';
import { wordOfPlan } from '~/server/workflows/plans/export-plan.server';
import { countPlanTasks, readPlan, readPlanList } from '~/server/workflows/plans/read-plans.server';
import { decidePlan, draftPlan, savePlan } from '~/server/workflows/plans/write-plan.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { planVillages, SEASON, visited } from '../../fixtures/plan-village';
import { type Database, freshDatabase } from '../../helpers/database';
import { convert, deleteFolders, HAS_WRITER, newFolder, PYTHON } from '../../helpers/office-programs';
import { FAR_VILLAGE, NOW, OTHER_VILLAGE, personWith, TODAY, VILLAGE, written } from '../../helpers/register';

let db: Database;
let first: Person;
let second: Person;
let cadre: Person;
let township: Person;
let number: string;
const language = 'zh-CN' as const;

beforeAll(async () => {
  db = await freshDatabase();
  ({ first, second, cadre } = await planVillages(db));
  township = await personWith(db, 'township', [VILLAGE.slice(0, 9)]);
});
afterAll(deleteFolders);

const list = async (person: Person, show: 'all' | 'missing' | 'plans' | 'submitted' = 'all') => {
  const found = await readPlanList(db, person, { division: '140602', season: SEASON, show, page: 1 }, NOW);
  if (found.season === null) throw new Error('no season');
  return found;
};
const read = (person: Person, compare: number | null = null) => readPlan(db, person, { number, compare, language }, NOW);
const refusedWith = (code: string) => ({ problem: { code } });
const head = { name: '西关清洁取暖可持续运营方案', unit: '区能源局', person: '王主任', dueOn: '2021-09-30', budget: 12_500_000 };

/** What the page's form sends, with some fields typed over. */
async function sent(typed: Record<string, string> = {}) {
  const { parts, version, head: said } = await read(first);
  return planForm.parse({
    name: said.name,
    unit: said.unit,
    person: said.person,
    dueOn: said.dueOn ?? '',
    budget: said.budget === null ? '' : String(said.budget / 1_000_000),
    version: String(version),
    ...Object.fromEntries(parts.map(({ part, text }) => [`text.${part}`, text])),
    ...typed,
  });
}
const save = async (person: Person, typed: Record<string, string>) =>
  savePlan(db, person, { number, form: await sent(typed), language }, NOW);
const decide = async (person: Person, decision: 'submit' | 'approve' | 'return' | 'reopen', words = '', version?: number) =>
  decidePlan(db, person, { number, decision, version: version ?? (await read(person)).version, words, language }, NOW);

describe('flagged villages', () => {
  test('are listed with trigger and figures, all of them without a plan', async () => {
    const { villages, counts, mayWrite } = await list(first);
    expect(counts).toEqual({ all: 2, missing: 2, plans: 0, submitted: 0 });
    expect(villages).toMatchObject([
      { code: VILLAGE, compared: 12, unstable: 2, reburning: 0, triggers: ['unstable'], state: 'missing', plan: null },
      { code: OTHER_VILLAGE, compared: 11, unstable: 0, reburning: 1, triggers: ['reburning'], state: 'missing', plan: null },
    ]);
    expect(mayWrite).toBe(true);
    expect((await list(township).catch((error) => error)).problem?.code).toBe('division.unknown');
    expect(await countPlanTasks(db, first, '140602', NOW)).toEqual({ season: SEASON, missing: 2, toApprove: 0 });
    expect(await countPlanTasks(db, township, VILLAGE.slice(0, 9), NOW)).toBeNull();
  });

  test('a plan is refused for what is not flagged, not theirs, or covered already', async () => {
    const asked = { ...head, season: SEASON };
    const draft = (person: Person, ...village: string[]) => draftPlan(db, person, { ...asked, village }, NOW);
    await expect(draft(township, VILLAGE)).rejects.toMatchObject(refusedWith('access.not-allowed'));
    await expect(draft(first, FAR_VILLAGE)).rejects.toMatchObject(refusedWith('division.unknown'));
    await expect(draft(first, '140602001014')).rejects.toMatchObject(refusedWith('plan.village-not-flagged'));
    number = (await draft(first, VILLAGE)).number;
    expect(number).toBe('FA000001');
    await expect(draft(second, VILLAGE)).rejects.toMatchObject(refusedWith('plan.village-planned'));
    const { counts, villages } = await list(second, 'missing');
    expect([counts.missing, villages.map(({ code }) => code)]).toEqual([1, [OTHER_VILLAGE]]);
  });
});

describe('a plan', () => {
  test('begins with what the records say, and says where they say nothing', async () => {
    const { parts, may } = await read(first);
    expect(parts.map(({ part }) => part)).toEqual(PLAN_PARTS);
    const text = (part: string) => parts.find((one) => one.part === part)!.text;
    expect(text('overview')).toContain('改造完成且完成入户12户，其中不能稳定运行2户，占16.67%；散煤复烧0户，占0.00%。');
    expect(text('overview')).toContain('入户量了室温的2户，最低15.5℃，低于限值的2户。');
    expect(text('overview')).toContain('台账没有记录复烧原因。');
    expect(text('supply')).toContain('入户反映的供应原因：停气2户。');
    expect(text('supply')).toContain('2户有中断，合计8天。');
    expect(text('supply')).toContain('台账没有记录热源。');
    expect(text('building')).toContain('台账没有记录房屋节能改造。');
    expect(text('costs')).toContain('台账没有记录这三个采暖季的运行补贴。');
    expect(text('upkeep')).toContain('入户反映的运维原因：设备故障2户。');
    expect(parts.every(({ changed }) => !changed)).toBe(true);
    expect(may).toEqual({ write: true, save: true, decide: false, own: true });
    // The township reads it and its figures; it writes nothing.
    expect(await read(township)).toMatchObject({ may: { write: false, save: false }, villages: [{ code: VILLAGE }] });
  });

  test('each save is a version; the same again is none; what changed can be compared', async () => {
    expect(await save(first, { 'text.path': '换装空气源热泵' })).toEqual({ version: 2, changed: true });
    expect(await save(first, {})).toEqual({ version: 2, changed: false });
    const { compared } = await read(first, 2);
    expect(compared).toMatchObject({
      before: 1,
      after: 2,
      head: false,
      parts: [{ part: 'path', after: '换装空气源热泵', onlyData: false }],
    });
  });

  test('two at once: other parts join, the same part is refused and names what', async () => {
    const begun = await sent({ 'text.coal': '每周巡查', 'text.upkeep': '我的运维' });
    await save(second, { 'text.upkeep': '别人的运维' });
    await expect(savePlan(db, first, { number, form: begun, language }, NOW)).rejects.toMatchObject({
      problem: { code: 'plan.changed-meanwhile', details: { version: 3, parts: '运维服务' } },
    });
    const without = { ...begun, parts: { ...begun.parts, upkeep: (await sentAt(2)).upkeep } };
    expect(await savePlan(db, first, { number, form: without, language }, NOW)).toEqual({ version: 4, changed: true });
    const { parts } = await read(first);
    const text = (part: string) => parts.find((one) => one.part === part)!.text;
    expect([text('coal'), text('upkeep'), text('path')]).toEqual(['每周巡查', '别人的运维', '换装空气源热泵']);
  });

  test('changed records are marked; what was written stays until the new data is taken over', async () => {
    await visited(
      db,
      cadre,
      `${VILLAGE}003`,
      { stability: 'unstable', unstableCauses: ['停电'], roomTemperature: 18 },
      { visitedAt: '2021-01-20T10:00:00+08:00' },
    );
    const before = await read(first);
    const overview = before.parts.find(({ part }) => part === 'overview')!;
    expect(overview.changed).toBe(true);
    expect(overview.text).toContain('不能稳定运行2户');
    expect(overview.paper).toContain('不能稳定运行3户');
    await save(first, { 'text.overview': `${overview.paper}\n补充说明`, 'take.overview': overview.fingerprint });
    const after = (await read(first)).parts.find(({ part }) => part === 'overview')!;
    expect(after.changed).toBe(false);
    expect(after.text).toContain('不能稳定运行3户');
    // Figures that the page did not show are not taken over.
    await save(first, { 'text.supply': '保供协议', 'take.supply': '0000000000000000' });
    expect((await read(first)).parts.find(({ part }) => part === 'supply')).toMatchObject({ changed: true, text: '保供协议' });
  });

  test('is submitted whole, approved by somebody who wrote nothing of it, returned with words', async () => {
    await save(first, { 'text.coal': '', person: '' });
    await expect(decide(first, 'submit')).rejects.toMatchObject({
      problem: { code: 'plan.incomplete', details: { fields: '责任人、散煤管控' } },
    });
    await save(first, { 'text.coal': '每周巡查', person: '王主任' });
    const third = await personWith(db, 'county', ['140602']);
    await expect(decide(first, 'submit', '', 1)).rejects.toMatchObject(refusedWith('plan.other-state'));
    await decide(first, 'submit');
    expect(await countPlanTasks(db, third, '140602', NOW)).toMatchObject({ missing: 1, toApprove: 1 });
    await expect(save(first, { 'text.coal': '晚了' })).rejects.toMatchObject(refusedWith('plan.not-writable'));
    for (const person of [first, second]) await expect(decide(person, 'approve')).rejects.toMatchObject(refusedWith('plan.own'));
    await expect(decide(third, 'return')).rejects.toMatchObject(refusedWith('reason.missing'));
    await decide(third, 'return', '缺巡查名单');
    await save(first, { 'text.coal': '每周巡查，名单附后' });
    await decide(first, 'submit');
    await decide(third, 'approve');
    const { state, steps, approvedOn } = await read(township);
    expect([state, approvedOn]).toEqual(['approved', TODAY]);
    expect(steps.slice(0, 4).map(({ kind, words }) => [kind, words])).toEqual([
      ['approved', null],
      ['submitted', null],
      ['saved', null],
      ['returned', '缺巡查名单'],
    ]);
    expect((await list(first)).villages[0]).toMatchObject({
      state: 'approved',
      plan: { number, unit: '区能源局', overdue: false, again: false },
    });
    await expect(db.pool.query(`UPDATE operation_plan_step SET words = 'x' WHERE plan_number = $1`, [number])).rejects.toThrow(
      /append-only/,
    );
    expect(await verifyRegister(db, NOW)).toMatchObject({ ok: true });
  });
});

describe('the Word file', () => {
  let file: string;
  const part = (name: string) =>
    execFileSync(PYTHON, [
      '-c',
      'import zipfile,sys; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))',
      file,
      name,
    ]).toString();

  beforeAll(async () => {
    const { fileName, content } = await wordOfPlan(db, township, number);
    expect(fileName).toMatch(/^西关清洁取暖可持续运营方案-FA000001-第\d+版\.docx$/);
    file = join(newFolder(), 'plan.docx');
    writeFileSync(file, content);
  });

  test('has the ten parts as real headings, the fonts and the page of 公文', () => {
    const document = part('word/document.xml');
    const headings = [...document.matchAll(/<w:pStyle w:val="Heading1"\/>.*?<w:t[^>]*>([^<]*)</gs)].map(([, text]) => text);
    expect(headings).toEqual([
      '一、区域概况及问题原因',
      '二、路径优化',
      '三、热源气源电源保障',
      '四、建筑节能',
      '五、费用测算与补贴安排',
      '六、运维服务',
      '七、散煤管控',
      '八、困难群众兜底',
      '九、责任分工和进度表',
      '十、应急预案',
    ]);
    // 37, 35, 28 and 26 mm; 22 lines and 28 characters of 16 pt.
    expect(document).toMatch(/<w:pgSz w:w="11906" w:h="16838"/);
    for (const margin of ['top="2098"', 'bottom="1984"', 'left="1587"', 'right="1474"']) expect(document).toContain(`w:${margin}`);
    expect(document).toMatch(/<w:docGrid[^>]*w:type="lines"[^>]*w:linePitch="579"/);
    const styles = part('word/styles.xml');
    for (const font of ['仿宋_GB2312', '黑体', '楷体_GB2312', '方正小标宋简体']) expect(styles).toContain(`w:eastAsia="${font}"`);
    expect(part('word/fontTable.xml')).toContain('<w:altName w:val="仿宋"/>');
    expect(part('word/settings.xml')).toContain('evenAndOddHeaders');
  });

  test('says the figures of its version and nothing of a person', async () => {
    const words = part('word/document.xml').replace(/<[^>]+>/g, ' ');
    expect(words).toContain('改造完成且完成入户12户，其中不能稳定运行3户，占25.00%');
    expect(words).toContain('每周巡查，名单附后');
    expect(words).not.toContain('张三');
    expect(words).not.toMatch(/\d{11}/);
    // The ledger moves on, the approved plan does not.
    await written(db, `UPDATE household SET residence = 'away' WHERE number = $1`, [`${VILLAGE}003`]);
    await withSql(db, (sql) => refreshFacts(sql, [`${VILLAGE}003`], TODAY));
    const again = await wordOfPlan(db, first, number);
    writeFileSync(file, again.content);
    expect(part('word/document.xml').replace(/<[^>]+>/g, ' ')).toContain('不能稳定运行3户，占25.00%');
  });

  test.skipIf(!HAS_WRITER)('opens in LibreOffice with its outline', () => {
    const text = execFileSync('pdftotext', ['-layout', convert(file, 'pdf'), '-']).toString();
    expect(text).toContain('十、应急预案');
    // The distance between the dashes and the number is the font's.
    expect(text).toMatch(/— ?1 ?—/);
  });
});

describe('after the season', () => {
  test('a plan is followed up, and an area flagged again is marked', async () => {
    await db.pool.query(`INSERT INTO season (name) VALUES ('2021-2022')`);
    await db.pool.query(`INSERT INTO roll_up (season, village_code, iv, unstable, b) VALUES ('2021-2022', $1, 20, 2, 0)`, [VILLAGE]);
    const { follow, again } = await read(first);
    expect(follow.map(({ season }) => season)).toEqual([SEASON, '2021-2022']);
    // 2 of 12 (one is away now) → 2 of 20.
    expect(follow[1]).toMatchObject({ unstable: 2, unstableChange: 0, unstableShare: -1, triggers: ['unstable'] });
    expect(again).toBe(true);
    const later = await readPlanList(db, first, { division: '140602', season: '2021-2022', show: 'all', page: 1 }, NOW);
    expect(later).toMatchObject({ villages: [{ code: VILLAGE, state: 'approved', plan: { number, again: true } }] });
    await decide(first, 'reopen', '再次触发');
    expect((await read(first)).state).toBe('draft');
  });
});

/** The parts of an older version, as a form that began there sends them. */
async function sentAt(version: number) {
  const { rows } = await db.pool.query('SELECT content FROM operation_plan_step WHERE plan_number = $1 AND version = $2', [
    number,
    version,
  ]);
  const parts = rows[0].content.parts as Record<(typeof PLAN_PARTS)[number], { text: string }>;
  return Object.fromEntries(PLAN_PARTS.map((part) => [part, { text: parts[part].text, take: '' }])) as unknown as Record<
    (typeof PLAN_PARTS)[number],
    { text: string; take: string }
  >;
}
