/**
 * 过去某一天的事实: facts and sums of villages as of a day gone by, computed once by the function that makes every fact and kept until
 * something changes them (docs/decisions/0006-facts-and-roll-ups.md). The unit is a village in a season on a day. It holds as long as its
 * rule version is today's and no entry that could bear on facts has been added to the village's history chain or to the chain 'system'
 * since. Whoever changes a record writes such an entry in the same transaction, so nothing has to be told of the change.
 */
import { cityLock } from '~/database/connection/city-lock.server';
import type { Sql } from '~/database/connection/sql.server';
import { batchesOf, FACTS_FROM_JSON, factsJson } from '~/database/facts/facts.server';
import { SYSTEM_CHAIN } from '~/database/facts/history.server';
import { MEASURE_COLUMNS } from '~/database/facts/measure-columns.server';
import { loadRecords } from '~/database/facts/records.server';
import type { Scope } from '~/database/scope.server';
import { RULE_VERSION } from '~/domain/survey/questions/questions';
import type { CalendarDay } from '~/domain/time/calendar-day';

type PastDay = { season: string; day: CalendarDay };
type VillageToCompute = { code: string; households: number };

/** Entries about these change no fact. Anything else, also what is added later, makes a village be computed again. */
const NO_FACTS = [
  'account',
  'complaint',
  'device',
  'evaluation',
  'finding',
  'fund',
  'heat_source',
  'operation-plan',
  'payment_batch',
  'payment_objection',
  'plan',
  'problem-report',
  'quality-reason',
  'report',
  'signed-report',
  'spot-draw',
  'target',
  'township-closing',
  'unmasking',
];

/** Days that nobody computed anything of for so long are thrown away. */
const KEPT_DAYS = 30;
/** At most so many times the register is kept, and never less than LEAST_KEPT households. */
const REGISTERS_KEPT = 3;
const LEAST_KEPT = 200_000;

/** The villages of a division, as far as the scope reaches, that are not there as of the day or no longer hold, by their codes. */
export async function villagesToCompute(sql: Sql, scope: Scope, division: string, { season, day }: PastDay): Promise<VillageToCompute[]> {
  const [system] = await sql.query<{ seq: number }>(
    `SELECT coalesce(max(h.seq), 0)::int AS seq FROM history h
     WHERE h.chain = $1 AND h.entity <> ALL($2::text[])
       AND h.seq > (SELECT coalesce(min(p.system_seq), 2147483647) FROM past_roll_up p WHERE p.season = $3 AND p.day = $4::date)`,
    [SYSTEM_CHAIN, NO_FACTS, season, day],
  );
  return sql.query<VillageToCompute>(
    `SELECT v.code, (SELECT count(*)::int FROM household h WHERE h.village_code = v.code) AS households
     FROM division v
     LEFT JOIN past_roll_up p ON p.season = $3 AND p.day = $4::date AND p.village_code = v.code
     LEFT JOIN history_chain c ON c.chain = v.code
     WHERE v.path @> ARRAY[$1]::text[] AND v.path && $2::text[]
       AND CASE WHEN p.village_code IS NULL THEN EXISTS (SELECT 1 FROM household h WHERE h.village_code = v.code)
           ELSE p.rule_version <> $5 OR p.system_seq < $6 OR coalesce(c.seq, 0) < p.chain_seq
             OR coalesce(c.seq, 0) > p.chain_seq AND EXISTS (SELECT 1 FROM history h
               WHERE h.chain = v.code AND h.seq > p.chain_seq AND h.entity <> ALL($7::text[])) END
     ORDER BY v.code`,
    [division, scope.roots, season, day, RULE_VERSION, system!.seq, NO_FACTS],
  );
}

/**
 * Computes villages that wait, at least one and then up to about `most` households, and returns how many households it did; 0 when
 * nothing waits. Two that compute the same day take turns. The positions of the history are read before the records, so that what
 * changes meanwhile makes the village wait again.
 */
export async function computeSomeVillages(sql: Sql, scope: Scope, division: string, past: PastDay, most: number): Promise<number> {
  const { season, day } = past;
  await sql.query(`SELECT pg_advisory_xact_lock(${cityLock(`'past facts ' || $1 || ' ' || $2`)})`, [season, day]);
  let households = 0;
  const some: string[] = [];
  for (const village of await villagesToCompute(sql, scope, division, past)) {
    if (some.length > 0 && households + village.households > most) break;
    some.push(village.code);
    households += village.households;
  }
  if (some.length === 0) return 0;
  const heads = await sql.query<{ chain: string; seq: number }>('SELECT chain, seq FROM history_chain WHERE chain = ANY($1::text[])', [
    [...some, SYSTEM_CHAIN],
  ]);
  const seqOf = new Map(heads.map(({ chain, seq }) => [chain, seq]));
  for (const table of ['past_facts', 'past_roll_up'])
    await sql.query(`DELETE FROM ${table} WHERE season = $1 AND day = $2::date AND village_code = ANY($3::text[])`, [season, day, some]);
  const numbers = await sql.query<{ number: string }>(
    'SELECT number FROM household WHERE village_code = ANY($1::text[]) ORDER BY village_code, number',
    [some],
  );
  const columns = `season, village_code, household_number, visit_id, mode, ${MEASURE_COLUMNS.join(', ')}`;
  for (const batch of batchesOf(numbers.map(({ number }) => number))) {
    const loaded = await loadRecords(sql, batch, [season], day);
    await sql.query(
      `INSERT INTO past_facts (day, ${columns}) SELECT $2::date, ${columns} FROM ${FACTS_FROM_JSON}
       WHERE village_code = ANY($3::text[])`,
      [factsJson(loaded.map(({ facts }) => facts)), day, some],
    );
  }
  await sql.query(
    `INSERT INTO past_roll_up (season, day, village_code, rule_version, chain_seq, system_seq, households, ${MEASURE_COLUMNS.join(', ')})
     SELECT $1, $2::date, v.code, $5, v.seq, $6, count(f.household_number),
       ${MEASURE_COLUMNS.map((column) => `coalesce(sum(f.${column}), 0)`).join(', ')}
     FROM unnest($3::text[], $4::int[]) AS v(code, seq)
     LEFT JOIN past_facts f ON f.season = $1 AND f.day = $2::date AND f.village_code = v.code GROUP BY v.code, v.seq`,
    [season, day, some, some.map((code) => seqOf.get(code) ?? 0), RULE_VERSION, seqOf.get(SYSTEM_CHAIN) ?? 0],
  );
  return Math.max(households, 1);
}

const KEPT = cityLock(`'past facts are kept'`);

/** Until the transaction ends nothing is thrown away, so that what was found there is there when it is read. */
export async function keepPastFacts(sql: Sql): Promise<void> {
  await sql.query(`SELECT pg_advisory_xact_lock_shared(${KEPT})`);
}

/**
 * Throws away whole days: those of which nothing was computed for KEPT_DAYS, and beyond the bound those that were computed longest ago.
 * The newest day stays however large it is. Returns how many days went.
 */
export async function trimPastFacts(sql: Sql, now: Date, atLeast = LEAST_KEPT): Promise<number> {
  await sql.query(`SELECT pg_advisory_xact_lock(${KEPT})`);
  const gone = await sql.query<{ season: string; day: CalendarDay }>(
    `SELECT season, day FROM (
       SELECT season, day, at, households, sum(households) OVER (ORDER BY at DESC, season, day) AS upto
       FROM (SELECT season, day, sum(households) AS households, max(computed_at) AS at FROM past_roll_up GROUP BY 1, 2) d) days
     WHERE at < $1::timestamptz - interval '${KEPT_DAYS} days'
        OR upto > households AND upto > greatest($2, ${REGISTERS_KEPT} * (SELECT count(*) FROM household))`,
    [now.toISOString(), atLeast],
  );
  for (const { season, day } of gone)
    for (const table of ['past_facts', 'past_roll_up'])
      await sql.query(`DELETE FROM ${table} WHERE season = $1 AND day = $2::date`, [season, day]);
  return gone.length;
}

/** After many rows at once, so that the plans of the lists know of them. */
export async function analyzePastFacts(sql: Sql): Promise<void> {
  await sql.query('ANALYZE past_facts, past_roll_up');
}

/** Forgets everything, when the functions that make facts may have changed. */
export async function forgetPastFacts(sql: Sql): Promise<void> {
  // Of a city on a worker they are views, which cannot be truncated.
  for (const table of ['past_facts', 'past_roll_up']) await sql.query(`DELETE FROM ${table}`);
}
