import { beforeAll, describe, expect, test } from 'vitest';
import { EVERYTHING } from '~/database/scope.server';
import { readFacts } from '~/server/workflows/facts/read-facts.server';
import { returnVisit } from '~/server/workflows/review/review-visit.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { FAR_VILLAGE, personWith, VILLAGE, visitOf, written } from '../../helpers/register';
import { type Answer, addAccount, apiClient, type Call, tokenOf } from './api-client';
import { type ApiRegister, codeOf, FAR_HOUSEHOLD, HOUSEHOLD, ID_NUMBER, startRegister } from './api-register';

let db: ApiRegister['db'];
let app: ApiRegister['app'];
let cadre: Call;
let county: Call;

beforeAll(async () => {
  const register = await startRegister();
  ({ db, app, county } = register);
  cadre = apiClient(app.url, await register.cadreToken());
});

type Page = { rows: { number?: string; code?: string }[]; next: string | null };
const receiptsOf = (answer: Answer) => (answer.body as { receipts: Record<string, unknown>[] }).receipts;

describe('divisions and households', () => {
  test('come a page at a time, each once, within the scope', async () => {
    const seen: string[] = [];
    let after = '';
    for (;;) {
      const page = (await county('GET', `/divisions?limit=100${after && `&after=${after}`}`)).body as Page;
      seen.push(...page.rows.map(({ code }) => code!));
      expect(page.rows.length).toBeLessThanOrEqual(100);
      if (page.next === null) break;
      after = page.next;
    }
    const { rows } = await db.pool.query<{ code: string }>(`SELECT code FROM division WHERE code LIKE '140602%' ORDER BY code`);
    // 朔城区: itself, 14 townships, 267 villages (NBS list).
    expect(seen).toHaveLength(1 + 14 + 267);
    expect(seen).toEqual(rows.map(({ code }) => code));
  });

  test('are found by village, search and key, and masked', async () => {
    const numbers = async (query: string) => ((await cadre('GET', `/households${query}`)).body as Page).rows.map(({ number }) => number);
    expect(await numbers('')).toEqual([1, 2, 3, 4, 5, 6, 7].map((n) => `${VILLAGE}00${n}`));
    expect(await numbers(`?search=${encodeURIComponent('赵六')}`)).toEqual([`${VILLAGE}005`]);
    expect(await numbers('?search=ZS&limit=2')).toHaveLength(2);
    expect(await numbers('?search=4321')).toEqual([`${VILLAGE}006`]);
    expect(await numbers(`?search=${encodeURIComponent('%')}`)).toEqual([]);
    const first = (await cadre('GET', '/households?limit=4')).body as Page;
    expect(first.next).toBe(`${VILLAGE}004`);
    expect(await numbers(`?limit=4&after=${first.next}`)).toEqual([5, 6, 7].map((n) => `${VILLAGE}00${n}`));

    const list = await cadre('GET', '/households');
    const one = await cadre('GET', `/households/${VILLAGE}006`);
    expect((one.body as { phoneMasked: string }).phoneMasked).toBe('138****4321');
    for (const text of [list.text, one.text]) {
      expect(text).not.toContain(ID_NUMBER);
      expect(text).not.toContain('140602********001X');
      expect(text).not.toContain('8888');
      expect(text).not.toContain('k1.sealed');
    }
    expect(list.text).not.toContain('4321');
  });

  test('an auditor gets none of what is personal, in words that people wrote neither', async () => {
    const { rows } = await db.pool.query<{ number: string; head: string }>(`SELECT number, head FROM household WHERE number = $1`, [
      HOUSEHOLD,
    ]);
    const { head } = rows[0]!;
    const note = `${head}电话13800138000，卡号6228 4800 1234 5678 901`;
    await written(
      db,
      `INSERT INTO visit (id, household_number, season, visited_at, visitor, kind, outcome, status, answers, content_hash,
         source, rule_version, submitted_at)
       VALUES ('written', $1, '2020-2021', '2021-01-10T02:00:00Z', '村干部', 'spot_check', 'done', 'submitted', $2,
         'x', 'web', 'survey-1', now())`,
      [HOUSEHOLD, JSON.stringify({ note })],
    );
    const auditor = apiClient(app.url, await tokenOf(app.url, await addAccount(db, 'auditor', ['1406'])));
    const own = (await cadre('GET', `/households/${HOUSEHOLD}`)).text;
    const seen = (await auditor('GET', `/households/${HOUSEHOLD}`)).text;
    const listed = (await auditor('GET', `/households?village=${VILLAGE}`)).text;
    await written(db, `DELETE FROM visit WHERE id = 'written'`);
    expect(own).toContain(note);
    const masked = `${head.slice(0, 1)}${'*'.repeat([...head].length - 1)}`;
    expect(seen).toContain(`${masked}电话***********，卡号*******************`);
    for (const text of [seen, listed]) {
      expect(text).not.toContain(head);
      expect(text).toContain(`"head":"${masked}","address":null`);
    }
    expect(seen).toContain('"phoneMasked":null');
  });

  test('outside the scope answer exactly like what does not exist', async () => {
    const shape = ({ status, body }: Answer) => {
      const { requestId: _own, title, title_en, ...rest } = body as Record<string, string>;
      return { status, ...rest, title: title!.replace(/\d+/g, '#'), title_en: title_en!.replace(/\d+/g, '#') };
    };
    const pairs = [
      [`/households/${FAR_HOUSEHOLD}`, '/households/999999999999001'],
      [`/households?village=${FAR_VILLAGE}`, '/households?village=999999999999'],
      [`/divisions?root=${FAR_VILLAGE}`, '/divisions?root=999999999999'],
    ] as const;
    for (const [there, nowhere] of pairs) expect(shape(await cadre('GET', there))).toEqual(shape(await cadre('GET', nowhere)));
    expect(shape(await county('GET', `/facts?division=${FAR_VILLAGE}&season=2020-2021`))).toEqual(
      shape(await county('GET', '/facts?division=999999999999&season=2020-2021')),
    );
  });
});

describe('a batch of visits', () => {
  test('gets a receipt each; a bad one stops no other; sent again it is the same', async () => {
    const good = visitOf(`${VILLAGE}002`);
    const other = visitOf(`${VILLAGE}003`);
    const incomplete = visitOf(`${VILLAGE}004`, { answers: { mainHeat: 'gas', connected: true } });
    const foreign = visitOf(FAR_HOUSEHOLD);
    const nowhere = visitOf('999999999999001');
    const batch = [incomplete, good, foreign, nowhere, 'text', other];
    const receipts = receiptsOf(await cadre('POST', '/visits', { body: { visits: batch } }));
    expect(receipts.map(({ status }) => status)).toEqual(['refused', 'received', 'refused', 'refused', 'refused', 'received']);
    expect(receipts[1]).toMatchObject({ id: good.visit, revision: 1 });
    expect(receipts[0]!.code).toBe('visit.incomplete');
    const problems = receipts[0]!.problems as { question: string; code: string; title: string; title_en: string }[];
    expect(problems.map(({ question }) => question).sort()).toEqual(['boughtCoal', 'coalStock', 'stability', 'stove']);
    for (const { title, title_en } of problems) {
      expect(title).toMatch(/\p{Script=Han}/u);
      expect(title_en).not.toMatch(/\p{Script=Han}/u);
    }
    expect([receipts[2]!.code, receipts[3]!.code]).toEqual(['household.unknown', 'household.unknown']);

    const again = receiptsOf(await cadre('POST', '/visits', { body: { visits: [good, other] } }));
    expect(again).toEqual([
      { ...receipts[1], status: 'same' },
      { ...receipts[5], status: 'same' },
    ]);
    const { rows } = await db.pool.query(`SELECT count(*)::int AS visits, min(source) AS source FROM visit WHERE id = ANY($1)`, [
      [good.visit, other.visit],
    ]);
    expect(rows).toEqual([{ visits: 2, source: 'api' }]);
  });

  test('same id, other content: a conflict for that visit alone, and what is stored stays', async () => {
    const first = visitOf(`${VILLAGE}005`);
    const [received] = receiptsOf(await cadre('POST', '/visits', { body: { visits: [first] } }));
    const changed = { ...first, visitor: '王五' };
    const elsewhere = { ...first, household: `${VILLAGE}006` };
    const fresh = visitOf(`${VILLAGE}006`);
    const receipts = receiptsOf(await cadre('POST', '/visits', { body: { visits: [changed, elsewhere, fresh] } }));
    expect(receipts.map(({ status, code }) => [status, code])).toEqual([
      ['conflict', 'visit.outdated'],
      ['conflict', 'visit.id-taken'],
      ['received', undefined],
    ]);
    const { rows } = await db.pool.query(`SELECT content_hash, visitor FROM visit WHERE id = $1`, [first.visit]);
    expect(rows).toEqual([{ content_hash: received!.contentHash, visitor: first.visitor }]);
  });

  test('what was returned is corrected under the same id, by who has seen the remark', async () => {
    const visit = visitOf(`${VILLAGE}001`);
    await cadre('POST', '/visits', { body: { visits: [visit] } });
    const reviewer = await personWith(db, 'township', [VILLAGE.slice(0, 9)]);
    await returnVisit(
      db,
      reviewer,
      { visitId: visit.visit, revision: 1, remarks: [{ question: 'stove', text: '请再看一下煤炉' }] },
      new Date(),
    );

    const seen = (await cadre('GET', `/households/${VILLAGE}001`)).body as {
      revision: number;
      visits: { id: string; status: string; remarks: object[] }[];
    };
    expect(seen.visits.find(({ id }) => id === visit.visit)).toMatchObject({
      status: 'returned',
      remarks: [{ question: 'stove', text: '请再看一下煤炉', resolved: false }],
    });
    const corrected = { ...visit, answers: { ...(visit.answers as object), stove: 'sealed' } };
    const receipts = receiptsOf(
      await cadre('POST', '/visits', {
        body: {
          visits: [
            corrected,
            { ...corrected, baseRevision: seen.revision - 1 },
            { ...corrected, baseRevision: seen.revision },
            { ...corrected, baseRevision: seen.revision },
          ],
        },
      }),
    );
    expect(receipts.map(({ status, code, revision }) => code ?? `${String(status)} ${String(revision)}`)).toEqual([
      'visit.outdated',
      'visit.outdated',
      'received 2',
      'same 2',
    ]);
  });

  test('the same visit twice in one batch, and from many at once, is stored once', async () => {
    const visit = visitOf(`${VILLAGE}007`);
    const answers = await Promise.all(Array.from({ length: 8 }, () => cadre('POST', '/visits', { body: { visits: [visit, visit] } })));
    const statuses = answers.flatMap((answer) => receiptsOf(answer).map(({ status }) => status));
    expect(statuses.filter((status) => status === 'received')).toHaveLength(1);
    expect(statuses.filter((status) => status === 'same')).toHaveLength(15);
    const { rows } = await db.pool.query(`SELECT count(*)::int AS n FROM history WHERE entity = 'visit' AND entity_key = $1`, [
      visit.visit,
    ]);
    expect(rows).toEqual([{ n: 1 }]);
    expect((await verifyRegister(db)).ok).toBe(true);
  });

  test('is counted: the facts are those of the command', async () => {
    const answer = await county('GET', '/facts?division=140602&season=2020-2021');
    const facts = await readFacts(db, EVERYTHING, { division: '140602', season: '2020-2021' }, new Date());
    expect(answer.body).toEqual(JSON.parse(JSON.stringify(facts)));
    const { rows } = await db.pool.query(
      `SELECT count(DISTINCT household_number)::int AS v FROM visit WHERE season = '2020-2021' AND household_number LIKE '140602%'`,
    );
    expect(facts.rows[0]!.counts.V).toBe((rows[0] as { v: number }).v);
    expect(facts.rows).toHaveLength(1 + 14);
  });

  test('belongs to the cadre', async () => {
    for (const role of ['township', 'county', 'city', 'auditor', 'admin'] as const) {
      const call = apiClient(app.url, await tokenOf(app.url, await addAccount(db, role, role === 'admin' ? [] : ['1406'])));
      const answer = await call('POST', '/visits', { body: { visits: [visitOf(HOUSEHOLD)] } });
      expect([role, answer.status, codeOf(answer)]).toEqual([role, 403, 'access.not-allowed']);
    }
  });
});
