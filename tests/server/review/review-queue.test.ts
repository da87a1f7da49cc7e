import { beforeAll, describe, expect, test } from 'vitest';
import { withSql } from '~/database/connection/sql.server';
import { waitingVisits } from '~/database/review/counts.server';
import { QUEUE_PAGE, reviewQueue } from '~/database/review/queue.server';
import { visitForReview } from '~/database/review/visit.server';
import { EVERYTHING, type Scope } from '~/database/scope.server';
import { OPERATOR } from '~/domain/access/person';
import { CONTRADICTIONS, contradictions } from '~/domain/household/contradictions';
import { countChanges } from '~/domain/review/compare-visits';
import { hasSigns, type QueuedVisit, type QueuePosition, type QueueQuery } from '~/domain/review/queued-visit';
import { importRows } from '~/server/workflows/imports/import-workbook.server';
import { addSeasons, addSurveyedVillages, SEASON } from '../../fixtures/surveyed-villages';
import { type Database, freshDatabase } from '../../helpers/database';

const TOWNSHIP = '140602201';
const OTHER = '140681100';
let db: Database;
let villages: string[];

beforeAll(async () => {
  db = await freshDatabase();
  villages = await withSql(db, async (sql) => {
    await addSeasons(sql);
    return (await sql.query<{ code: string }>(`SELECT code FROM division WHERE parent_code = ANY($1) ORDER BY code`, [[TOWNSHIP, OTHER]]))
      .map((row) => row.code)
      .filter((_, i) => i % 4 === 0);
  });
  await addSurveyedVillages(db, villages, 60, 3);
  await withSql(db, async (sql) => {
    await sql.query(
      `UPDATE visit SET answers = answers || '{"subsidyReceived": true}' WHERE outcome = 'done' AND household_number ~ '[246]$'`,
    );
    await sql.query(`UPDATE conversion SET installed_on = '2020-11-01' WHERE connected_on = '2020-10-20' AND household_number ~ '5$'`);
  });
  // Of those who say that they received a subsidy, some were paid for this season, some for the one before.
  const paid = villages.flatMap((village) => ['00002', '00012', '00014', '00004'].map((n) => `${village}-${n}`));
  const policy = (at: number): string => `P-${at % 2}`;
  await importRows(
    db,
    OPERATOR,
    {
      补贴政策: [SEASON, '2019-2020'].map((season, at) => ({
        政策编号: policy(at),
        文号: '示例',
        区划代码: '1406',
        采暖季: season,
        种类: '运行',
        单位: '元/户',
        单价: '100',
        分担: '县:1',
        应付截止日期: '2021-06-30',
      })),
      应补: paid.map((household, at) => ({ 户编号: household, 政策编号: policy(at), 计量数量: 1 })),
      发放: paid.map((household, at) => ({
        批次号: 'B-1',
        户编号: household,
        政策编号: policy(at),
        资金层级: '县',
        金额: 100,
        发放方式: '一卡通',
        发放日期: '2021-05-10',
        结果: at % 3 === 0 ? '失败' : '成功',
        ...(at % 3 === 0 && { 失败原因: '账户已销户' }),
      })),
    },
    { now: new Date('2021-05-20T02:00:00Z') },
  );
});

async function wholeQueue(ask: QueueQuery, scope: Scope = EVERYTHING): Promise<QueuedVisit[]> {
  const found: QueuedVisit[] = [];
  let position: QueuePosition | undefined;
  for (;;) {
    const page = await withSql(db, (sql) => reviewQueue(sql, scope, ask, position));
    found.push(...page.visits);
    if (!page.next) return found;
    expect(page.visits).toHaveLength(QUEUE_PAGE);
    position = page.next;
  }
}

const ask: QueueQuery = { division: TOWNSHIP, season: SEASON, status: 'submitted', order: 'oldest', signs: 'all' };

describe('the queue', () => {
  test('holds every submitted visit of the township once, the oldest first', async () => {
    const queue = await wholeQueue(ask);
    const stored = await withSql(db, (sql) =>
      sql.query<{ id: string }>(
        `SELECT t.id FROM visit t JOIN household h ON h.number = t.household_number
         WHERE t.season = $1 AND t.status = 'submitted' AND h.village_code LIKE $2 || '%' ORDER BY t.submitted_at, t.id`,
        [SEASON, TOWNSHIP],
      ),
    );
    expect(stored.length).toBeGreaterThan(QUEUE_PAGE);
    expect(queue.map((visit) => visit.id)).toEqual(stored.map((row) => row.id));
  });

  test('holds the same visits in every order', async () => {
    const oldest = (await wholeQueue(ask)).map((visit) => visit.id).sort();
    for (const order of ['signs', 'changes'] as const)
      expect((await wholeQueue({ ...ask, order })).map((visit) => visit.id).sort()).toEqual(oldest);
  });

  test('with problem signs first: by their number, the oldest first among equals', async () => {
    const queue = await wholeQueue({ ...ask, order: 'signs' });
    const signs = (visit: QueuedVisit): number => Object.values(visit.signs).filter(Boolean).length + visit.contradictions.length;
    const keys = queue.map((visit) => [9 - signs(visit), visit.submittedAt, visit.id].join(' '));
    expect(keys).toEqual([...keys].sort());
    expect(new Set(keys.map((key) => key[0])).size).toBeGreaterThan(2);
  });

  test('有问题迹象 is a filter: those with signs and those without are the whole queue', async () => {
    const all = await wholeQueue(ask);
    const [signed, plain] = [await wholeQueue({ ...ask, signs: 'with' }), await wholeQueue({ ...ask, signs: 'without' })];
    expect(signed).toEqual(all.filter(hasSigns));
    expect(plain).toEqual(all.filter((visit) => !hasSigns(visit)));
    expect([signed.length > 0, plain.length > 0]).toEqual([true, true]);
  });

  test('says what a visit contradicts as the rule does on its page', async () => {
    const seen = new Set<string>();
    for (const status of ['submitted', 'approved', 'returned'] as const) {
      for (const queued of await wholeQueue({ ...ask, status })) {
        const visit = (await withSql(db, (sql) => visitForReview(sql, EVERYTHING, queued.id)))!;
        const expected = visit.outcome === 'done' ? contradictions({ ...visit, ...visit.register }) : [];
        expect([...queued.contradictions].sort(), queued.id).toEqual([...expected].sort());
        for (const one of expected) seen.add(one);
      }
    }
    expect(seen).toEqual(new Set(CONTRADICTIONS));
  });

  test('marks what the answers of the visit show', async () => {
    const queue = await wholeQueue({ ...ask, order: 'signs' });
    const marked = { reburning: 0, cold: 0, unstable: 0, unmarked: 0 };
    for (const queued of queue) {
      const { answers, decides, household } = (await withSql(db, (sql) => visitForReview(sql, EVERYTHING, queued.id)))!;
      const burns =
        answers.mainHeat === 'loose_coal' ||
        answers.stove === 'in_use' ||
        answers.boughtCoal === true ||
        (answers.coalStock === 'loose' && answers.stove !== 'removed');
      const cold = (answers.roomTemperature ?? 20) < 16 || (answers.stability === 'unable' && answers.mainHeat === 'no_heating');
      if (queued.signs.reburning) expect(burns, queued.id).toBe(true);
      if (queued.signs.unstable) expect(['unstable', 'unable', undefined], queued.id).toContain(answers.stability);
      expect(queued.signs.cold, queued.id).toBe(decides && cold && (household.status === 'normal' || household.status === 'idle'));
      if (!decides) expect(Object.values(queued.signs)).not.toContain(true);
      marked.reburning += Number(queued.signs.reburning);
      marked.cold += Number(queued.signs.cold);
      marked.unstable += Number(queued.signs.unstable);
      marked.unmarked += Number(!decides);
    }
    expect(
      Object.values(marked).every((count) => count > 0),
      JSON.stringify(marked),
    ).toBe(true);
  });

  test('counts changes as the reviewer sees them on the page of the visit', async () => {
    const queue = await wholeQueue({ ...ask, order: 'changes' });
    expect(queue.filter((visit) => (visit.changes ?? 0) > 0).length).toBeGreaterThan(5);
    expect(queue.map((visit) => visit.changes ?? 0)).toEqual(queue.map((visit) => visit.changes ?? 0).sort((a, b) => b - a));
    for (const queued of queue) {
      const visit = (await withSql(db, (sql) => visitForReview(sql, EVERYTHING, queued.id)))!;
      const expected = visit.last && visit.outcome === 'done' ? countChanges(visit.last.answers, visit.answers) : null;
      expect(queued.changes, queued.id).toBe(expected);
    }
  });

  test('is of the scope alone', async () => {
    expect(await wholeQueue(ask, { roots: [OTHER] })).toEqual([]);
    expect(await wholeQueue({ ...ask, division: '1406' }, { roots: [TOWNSHIP] })).toEqual(await wholeQueue(ask));
    expect(await wholeQueue(ask, { roots: [] })).toEqual([]);
  });
});

describe('what waits', () => {
  test('is counted by village, and the counts are those of the queue', async () => {
    const counts = await withSql(db, (sql) => waitingVisits(sql, EVERYTHING, TOWNSHIP, SEASON));
    const queue = await wholeQueue(ask);
    expect(counts.map((row) => row.submitted).reduce((a, b) => a + b)).toBe(queue.length);
    for (const { code, submitted, returned, oldest } of counts) {
      const own = queue.filter((visit) => visit.village === code);
      expect(own).toHaveLength(submitted);
      expect(await wholeQueue({ ...ask, division: code, status: 'returned' })).toHaveLength(returned);
      expect(oldest).toBe(own[0]?.submittedAt.slice(0, 10) ?? null);
    }
  });

  test('a village stands for itself, and a stranger sees nothing', async () => {
    const village = villages[0]!;
    const counts = await withSql(db, (sql) => waitingVisits(sql, EVERYTHING, village, SEASON));
    expect(counts.map((row) => row.code)).toEqual([village]);
    expect(await withSql(db, (sql) => waitingVisits(sql, { roots: [OTHER] }, TOWNSHIP, SEASON))).toEqual([]);
  });
});

describe('one visit', () => {
  test('is not shown outside the scope', async () => {
    const [first] = await wholeQueue(ask);
    expect(await withSql(db, (sql) => visitForReview(sql, { roots: [OTHER] }, first!.id))).toBeNull();
    expect(await withSql(db, (sql) => visitForReview(sql, EVERYTHING, 'no such visit'))).toBeNull();
    expect(await withSql(db, (sql) => visitForReview(sql, { roots: [TOWNSHIP] }, first!.id))).toMatchObject({
      id: first!.id,
      household: { number: first!.household },
      seasonStartsOn: '2020-11-01',
    });
  });

  test('stands beside the visit that decided last season, with both seasons of rooms', async () => {
    const queue = await wholeQueue(ask);
    const visits = await Promise.all(queue.map((queued) => withSql(db, (sql) => visitForReview(sql, EVERYTHING, queued.id))));
    const compared = visits.filter((visit) => visit!.last !== null);
    expect(compared.length).toBeGreaterThan(3);
    for (const visit of compared) expect(visit!.last).toMatchObject({ season: '2019-2020' });
    for (const visit of visits) {
      const rooms = await withSql(db, (sql) =>
        sql.query<{ season: string }>('SELECT season FROM room WHERE household_number = $1', [visit!.household.number]),
      );
      expect(visit!.rooms).toHaveLength(rooms.filter((room) => room.season === SEASON).length);
      expect(visit!.lastRooms).toHaveLength(rooms.filter((room) => room.season !== SEASON).length);
    }
  });

  test('knows how many visits its visitor made around it in the village', async () => {
    const [first] = await wholeQueue(ask);
    const visit = (await withSql(db, (sql) => visitForReview(sql, EVERYTHING, first!.id)))!;
    const all = await withSql(db, (sql) =>
      sql.query<{ visited_at: string }>(
        `SELECT visited_at FROM visit t JOIN household h ON h.number = t.household_number WHERE t.season = $1 AND visitor = $2
          AND village_code = $3`,
        [SEASON, visit.visitor, visit.household.village],
      ),
    );
    const around = all.filter((row) => Math.abs(Date.parse(row.visited_at) - Date.parse(visit.visitedAt)) <= 30 * 60_000);
    expect(visit.visitsWithinTheHour).toBe(around.length);
  });
});
