import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { divisionTrail } from '~/database/divisions/division-trail.server';
import { refreshDueFacts } from '~/database/facts/facts.server';
import { sumsOfDivision } from '~/database/facts/sums.server';
import { type TextVersion, textVersions } from '~/database/report/evaluation-texts.server';
import { scopeOf } from '~/database/scope.server';
import { seasonStates } from '~/database/seasons/seasons.server';
import type { Language } from '~/domain/access/language';
import { isOperator, type Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import type { DivisionStep, SeasonState } from '~/domain/coverage/division';
import { seasonToShow } from '~/domain/coverage/which-season';
import { refuse } from '~/domain/problems';
import type { EvaluationFigures } from '~/domain/report/evaluation/evaluation-figures';
import { hasEvaluation, NO_TEXTS, partsChanged, writesEvaluation } from '~/domain/report/evaluation/evaluation-texts';
import { EVALUATION_PARTS, evaluationPart } from '~/domain/report/evaluation/parts';
import { type CalendarDay, dayInShanghai, isCalendarDay } from '~/domain/time/calendar-day';
import { evaluationSentence, evaluationTable } from '~/i18n/evaluation-words';
import { words } from '~/i18n/words.server';
import { evaluationDocument } from '~/reports/word/evaluation.document';
import { wordFile } from '~/reports/word/word-file.server';
import { gatherEvaluationFigures } from './gather-evaluation.server';
import { orRemembered } from './remembered-figures.server';

export type EvaluationQuery = { division: string; season: string | null; asOf: string | null };
type Read = {
  trail: DivisionStep[];
  division: DivisionStep;
  seasons: SeasonState[];
  figures: EvaluationFigures;
  versions: TextVersion[];
};
type NoSeason = { trail: DivisionStep[]; figures: null };

/** A past day is computed household by household, in the request; a county's register is as much as one waits for. */
const MOST_OF_A_PAST_DAY = 60_000;

/** 评估报告 of a county, city or province: its figures and its texts, in one snapshot. */
async function readAll(db: Database, person: Person, query: EvaluationQuery, now: Date): Promise<Read | NoSeason> {
  if (!mayPerson(person, 'report.make')) refuse('access.not-allowed');
  const scope = scopeOf(person);
  const today = dayInShanghai(now);
  const asOf = query.asOf || today;
  if (!isCalendarDay(asOf)) refuse('day.not-a-day', { day: asOf });
  if (asOf > today) refuse('report.day-ahead', { day: asOf, today });
  const begun = await inTransaction(db, async (sql) => {
    const trail = (await divisionTrail(sql, scope, query.division)) ?? refuse('division.unknown', { code: query.division });
    const division = trail.at(-1)!;
    if (!hasEvaluation(division.level)) refuse('evaluation.no-report', { name: division.name });
    const seasons = await seasonStates(sql);
    const season = seasonToShow(seasons, query.season, today);
    if (!season) return query.season === null ? { trail, season: null } : refuse('season.unknown', { season: query.season });
    await refreshDueFacts(sql, today);
    if (asOf < (season.closedOn ?? today)) await refusePastDay(sql, query.division, season.name, today);
    return { trail, season, division, seasons };
  });
  if (begun.season === null) return { trail: begun.trail, figures: null };
  const { trail, season, division, seasons } = begun;
  return inTransaction(
    db,
    async (sql) => {
      const of = { division: query.division, season: season.name };
      const figures = await gatherEvaluationFigures(
        sql,
        scope,
        { ...of, asOf: asOf as CalendarDay, today },
        { remember: (key, work) => orRemembered(db, key, work) },
      );
      return { trail, division, seasons, figures, versions: await textVersions(sql, scope, of) };
    },
    { isolation: 'repeatable read', statementTimeoutMs: 0 },
  );

  async function refusePastDay(sql: Sql, code: string, name: string, day: CalendarDay): Promise<void> {
    const { H } = await sumsOfDivision(sql, scope, code, name);
    if (H > MOST_OF_A_PAST_DAY) refuse('evaluation.past-day-too-large', { households: H, most: MOST_OF_A_PAST_DAY, today: day });
  }
}

const textsOf = (versions: readonly TextVersion[], version: number | null) =>
  (version === null ? versions[0] : versions.find((one) => one.version === version))?.texts ?? NO_TEXTS;

/** The page: each part's sentences and tables in the person's language, and the office's texts. `look`: an earlier version to show. */
export async function readEvaluation(
  db: Database,
  person: Person,
  query: EvaluationQuery & { look: number | null; language: Language },
  now: Date,
) {
  const read = await readAll(db, person, query, now);
  if (read.figures === null) return { trail: read.trail, season: null };
  const { trail, division, seasons, figures, versions } = read;
  const t = words(query.language) as never;
  const latest = versions[0];
  const older = query.look === null ? undefined : versions.find(({ version }) => version === query.look);
  return {
    trail,
    code: division.code,
    name: division.name,
    season: figures.season,
    seasons: seasons.map(({ name }) => name),
    asOf: figures.asOf,
    today: dayInShanghai(now),
    version: latest?.version ?? 0,
    by: latest ? { name: latest.by, at: latest.at } : null,
    mayWrite: !isOperator(person) && writesEvaluation(person.role, division.level),
    parts: EVALUATION_PARTS.map((part) => {
      const { lines, tables } = evaluationPart(part, figures);
      return {
        part,
        lines: lines.map((line) => evaluationSentence(t, line)),
        tables: tables.map((table) => evaluationTable(t, table)),
        text: textsOf(versions, null)[part],
      };
    }),
    older: older ? { version: older.version, texts: older.texts } : null,
    versions: versions.map(({ version, texts, by, at }) => ({
      version,
      by,
      at,
      parts: partsChanged(textsOf(versions, version - 1), texts),
    })),
  };
}

/**
 * 下载 Word: the report in Chinese with the texts as they are stored. It holds no personal data, so nothing is noted in the history; a
 * report of a county takes some hundreds of milliseconds.
 */
export async function wordOfEvaluation(
  db: Database,
  person: Person,
  query: EvaluationQuery,
  now: Date,
): Promise<{ fileName: string; content: Uint8Array }> {
  const read = await readAll(db, person, query, now);
  if (read.figures === null) refuse('season.unknown', { season: query.season ?? '' });
  const { figures, versions } = read;
  const t = words('zh-CN');
  const document = evaluationDocument(t as never, figures, { texts: textsOf(versions, null), version: versions[0]?.version ?? 0 });
  const { division, season, asOf } = figures;
  const name = t('evaluation:paper.fileName', { division: division.name, season, day: asOf });
  return { fileName: `${name}.docx`, content: await wordFile(document) };
}
