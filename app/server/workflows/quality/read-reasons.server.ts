import type { Database } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import { divisionTrail } from '~/database/divisions/division-trail.server';
import { appendHistory } from '~/database/facts/history.server';
import { type Job, latestJobs } from '~/database/jobs/jobs.server';
import {
  lastRun,
  type ReasonRow,
  type RecordBeside,
  reasonInScope,
  reasonsBelow,
  recordsBeside,
  storeLook,
} from '~/database/quality/reasons.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { maskName } from '~/domain/household/mask';
import { refuse } from '~/domain/problems';
import { COUNTED_QUESTIONS } from '~/domain/review/compare-visits';
import type { QuestionKey } from '~/domain/survey/questions/questions';
import { canonicalJson } from '~/domain/sync/canonical-json';
import { atPlaceAndSeason, type CoveragePlace, type NoSeasonYet } from '~/server/workflows/facts/read-coverage.server';
import { qualityJob } from './quality-job.server';

export type Reasons = CoveragePlace & {
  run: { at: string; visits: number } | null;
  mayCompute: boolean;
  latest: Job | null;
  reasons: ReasonRow[];
  page: number;
  more: boolean;
};

/** 值得一看 below a division in a season. */
export async function readReasons(
  db: Database,
  person: Person,
  query: { division: string; season: string | null; page: number },
  now: Date,
): Promise<Reasons | NoSeasonYet> {
  if (!mayPerson(person, 'quality.read')) refuse('access.not-allowed');
  return atPlaceAndSeason(db, person, query, now, async (sql, place) => {
    const at = { division: query.division, season: place.season.name };
    const { rows, more } = await reasonsBelow(sql, scopeOf(person), { ...at, page: query.page });
    const [latest] = person.accountId === null ? [] : await latestJobs(sql, person.accountId, 1, qualityJob.key);
    return {
      ...place,
      run: await lastRun(sql, scopeOf(person), at),
      mayCompute: mayPerson(person, 'quality.compute') && place.division.level === 'county',
      latest: latest ?? null,
      reasons: rows,
      page: query.page,
      more,
    };
  });
}

/** Records beside each other on one page. */
const SHOWN = 8;

type OneReason = {
  reason: ReasonRow;
  records: Omit<RecordBeside, 'answers'>[];
  answers: { question: QuestionKey; values: unknown[]; differs: boolean }[];
  trail: { code: string; name: string }[];
  mayLook: boolean;
};

/** 一条值得一看: its records side by side. */
export async function readReason(db: Database, person: Person, id: string): Promise<OneReason> {
  if (!mayPerson(person, 'quality.read')) refuse('access.not-allowed');
  return withSql(db, async (sql) => {
    const scope = scopeOf(person);
    const reason = (await reasonInScope(sql, scope, id)) ?? refuse('quality-reason.unknown');
    const records = await recordsBeside(sql, scope, reason.visits.slice(0, SHOWN));
    const plain = mayPerson(person, 'list.personal-columns');
    const answers = COUNTED_QUESTIONS.flatMap((question) => {
      const values = records.map((record) => record.answers[question] as unknown);
      if (values.every((value) => value === undefined)) return [];
      return [{ question, values, differs: new Set(values.map((value) => canonicalJson(value ?? null))).size > 1 }];
    });
    return {
      reason,
      records: records.map(({ answers: _answers, ...record }) => ({ ...record, head: plain ? record.head : maskName(record.head) })),
      answers,
      trail: (await divisionTrail(sql, scope, reason.villageCode))!,
      mayLook: mayPerson(person, 'quality.look'),
    };
  });
}

/** 看过: with what came of it, in words. Each is kept in the history; the page shows the last one. */
export async function markLooked(db: Database, person: Person, input: { id: string; words: string }, now: Date): Promise<void> {
  if (!mayPerson(person, 'quality.look')) refuse('access.not-allowed');
  const words = input.words.trim();
  if (words === '') refuse('reason.missing');
  if (words.length > 500) refuse('reason.too-long', { most: 500 });
  await inTransaction(db, async (sql) => {
    const reason = (await reasonInScope(sql, scopeOf(person), input.id, true)) ?? refuse('quality-reason.unknown');
    await storeLook(sql, reason.id, { by: person.username, words, now });
    await appendHistory(sql, now, person.username, [
      {
        chain: reason.villageCode,
        action: 'quality.look',
        entity: 'quality-reason',
        entityKey: reason.id,
        before: { lookedAt: reason.lookedAt },
        after: { kind: reason.kind, visits: reason.visits, lookedAt: now.toISOString() },
        reason: words,
      },
    ]);
  });
}
