import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { inTransaction } from '~/database/connection/sql.server';
import type { Person } from '~/domain/access/person';
import { Refusal } from '~/domain/problems';
import { receiveRecords } from '~/server/workflows/phones/receive-batch.server';
import { hashOfContent } from '~/server/workflows/survey/store-visits.server';
import { submitVisit } from '~/server/workflows/survey/submit-visit.server';
import { verifyRegister } from '~/server/workflows/upkeep/verify-register.server';
import { type Database, freshDatabase } from '../../helpers/database';
import { addHouseholds, declareSeason, FAR_VILLAGE, NOW, OTHER_VILLAGE, personWith, VILLAGE, visitOf } from '../../helpers/register';

/**
 * Visits of phones or of programs, good and bad ones, sent at the same moment and one after another, in two villages that are alike:
 * every one has the same outcome, and the register says the same of both villages. Which comes first when a phone and a program send of one
 * household at the same moment is nobody's to say, so a list is of one kind.
 */
const RUNS = Number(process.env.SENT_TOGETHER_RUNS ?? 20);
const HOUSEHOLDS = 5;
/** The database refuses to store a visit of this visitor, as it would when its disk is full. */
const BROKEN = '坏盘';

let db: Database;
/** Of each village one, because what is not theirs waits where they work. */
let cadres: { together: Cadre; apart: Cadre };
type Cadre = Person & { accountId: string };
let run = 0;

beforeAll(async () => {
  db = await freshDatabase();
  await inTransaction(db, (sql) => declareSeason(sql, '2020-2021', '2020-11-01', '2021-03-31'));
  cadres = {
    together: (await personWith(db, 'cadre', [VILLAGE], 'li-together')) as Cadre,
    apart: (await personWith(db, 'cadre', [OTHER_VILLAGE], 'li-apart')) as Cadre,
  };
  await db.pool.query(`CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no space left''; END'`);
  await db.pool.query(`CREATE TRIGGER broken BEFORE INSERT ON visit FOR EACH ROW WHEN (NEW.visitor = '${BROKEN}')
    EXECUTE FUNCTION broken()`);
});

const routes = fc.constantFrom('phone' as const, 'api' as const);
const lists = fc.array(
  fc.record({
    /** The last one lies in a village of somebody else. */
    household: fc.nat(HOUSEHOLDS),
    /** Few, so that some come twice, for the same or for another household. */
    visit: fc.nat(7),
    fault: fc.constantFrom(...(['none', 'none', 'none', 'hash', 'incomplete', 'season', 'broken', 'late'] as const)),
    stove: fc.constantFrom('removed', 'in_use'),
    coal: fc.constantFrom('none', 'loose'),
    rooms: fc.nat(2),
    people: fc.option(fc.integer({ min: 1, max: 5 })),
  }),
  { minLength: 2, maxLength: 14 },
);
type Sent = (typeof lists extends fc.Arbitrary<infer Each> ? Each : never)[number];
type Route = typeof routes extends fc.Arbitrary<infer Each> ? Each : never;

/** One of the two villages, and the names by which it differs from the other. */
class Side {
  readonly device = `phone-${randomUUID()}`;
  /** In order, because of two visits of one moment the id decides which counts, and must decide alike in both villages. */
  readonly visits = Array.from({ length: 8 }, () => randomUUID()).sort();
  readonly numbers: string[];
  private sequence = 0;
  private before = new Map<string, number>();

  constructor(
    readonly cadre: Cadre,
    readonly village: string,
    readonly far: string,
  ) {
    this.numbers = [...Array.from({ length: HOUSEHOLDS }, (_, at) => `${village}R${run}H${at}`), `${far}R${run}OF${village.at(-1)}`];
  }

  async fill(): Promise<void> {
    await addHouseholds(
      db,
      this.numbers.map((number, at) => ({ number, village: at === HOUSEHOLDS ? this.far : this.village })),
    );
    this.before = await this.rollUp();
  }

  async send(route: Route, one: Sent): Promise<unknown> {
    const answers = { mainHeat: 'gas', connected: true, stability: 'stable', coalStock: one.coal, stove: one.stove, boughtCoal: false };
    const visit = visitOf(this.numbers[one.household]!, {
      visit: this.visits[one.visit]!,
      visitor: one.fault === 'broken' ? BROKEN : '李四',
      season: one.fault === 'season' ? '2030-2031' : '2020-2021',
      answers: one.fault === 'incomplete' ? { mainHeat: 'gas' } : answers,
      ...(one.rooms > 0 && {
        rooms: Array.from({ length: one.rooms }, (_, at) => ({
          room: at + 1,
          kind: 'bedroom',
          heatedArea: 15,
          connected: true,
          use: 'own',
        })),
      }),
      ...(one.people !== null && { householdChanges: { people: one.people } }),
      ...(route === 'api' && one.fault === 'late' && { baseRevision: 77 }),
    });
    if (route === 'api') {
      return submitVisit(db, this.cadre, visit, NOW, 'api').catch((error: unknown) =>
        error instanceof Refusal ? error.problem.code : 'failed',
      );
    }
    this.sequence += 1;
    const sent = {
      sequence: this.sequence,
      id: visit.visit,
      contentHash: one.fault === 'hash' ? '0'.repeat(64) : hashOfContent(visit),
      baseRevision: one.fault === 'late' ? 77 : 1,
      base: null,
      visit,
    };
    return (
      await receiveRecords(db, [{ person: this.cadre, device: this.device, app: null, source: 'phone', sent }], NOW, () => undefined)
    )[0];
  }

  /** The same text for both, when they differ in their names alone. */
  plain(what: unknown): unknown {
    let text = JSON.stringify(what).replace(/"content_?[hH]ash":"[0-9a-f]{64}",?/g, '');
    for (const [at, number] of this.numbers.entries()) text = text.replaceAll(number, `household ${at}`);
    for (const [at, visit] of this.visits.entries()) text = text.replaceAll(visit, `visit ${at}`);
    for (const name of [this.cadre.accountId, this.cadre.username]) text = text.replaceAll(name, 'cadre');
    return JSON.parse(text.replaceAll(this.device, 'phone').replaceAll(this.village, 'village'));
  }

  private async rollUp(): Promise<Map<string, number>> {
    const { rows } = await db.pool.query<{ row: Record<string, number> }>(
      `SELECT to_jsonb(t) - ARRAY['season', 'village_code'] AS row FROM roll_up t WHERE village_code = $1`,
      [this.village],
    );
    return new Map(Object.entries(rows[0]!.row));
  }

  /** What the register says of it: records in no order, the history of each household in its own. */
  async register(): Promise<unknown> {
    const of = async (from: string, without: readonly string[], where = 'household_number') => {
      const { rows } = await db.pool.query(
        `SELECT to_jsonb(t) - $2::text[] AS row FROM ${from} t WHERE ${where} = ANY($1::text[]) ORDER BY ${where}`,
        [this.numbers, without],
      );
      return rows.map(({ row }) => JSON.stringify(this.plain(row))).sort();
    };
    const { rows } = await db.pool.query<{ payload: string }>('SELECT payload FROM history WHERE chain = $1 ORDER BY seq', [this.village]);
    return {
      visits: await of('visit', ['content_hash']),
      rooms: await of('room', ['id']),
      households: await of('household', ['created_at'], 'number'),
      facts: await of('household_facts', []),
      moved: [...(await this.rollUp())].map(([measure, sum]) => [measure, sum - this.before.get(measure)!]),
      records: await of('phone_record', ['id', 'order_note', 'body_encrypted', 'content_hash']),
      findings: await of('finding', ['id', 'number', 'created_at', 'proposed_at']),
      history: this.numbers.map((number) =>
        rows
          .filter(({ payload }) => payload.includes(number))
          .map(({ payload }) => {
            const { seq: _seq, rows: _rows, entityKey, ...rest } = JSON.parse(payload) as Record<string, unknown>;
            return this.plain({ ...rest, ...(rest.entity !== 'phone-record' && { entityKey }) });
          }),
      ),
    };
  }
}

test('visits sent together fare as they do one after another', async () => {
  await fc.assert(
    fc.asyncProperty(routes, lists, async (route, sent) => {
      run += 1;
      const [together, apart] = [new Side(cadres.together, VILLAGE, FAR_VILLAGE), new Side(cadres.apart, OTHER_VILLAGE, FAR_VILLAGE)];
      for (const side of [together, apart]) await side.fill();
      const one: unknown[] = [];
      for (const each of sent) one.push(await apart.send(route, each));
      const both = await Promise.all(sent.map((each) => together.send(route, each)));
      expect(both.map((outcome) => together.plain(outcome))).toEqual(one.map((outcome) => apart.plain(outcome)));
      expect(await together.register()).toEqual(await apart.register());
    }),
    { numRuns: RUNS },
  );
  expect((await verifyRegister(db, NOW)).ok).toBe(true);
}, 240_000);
