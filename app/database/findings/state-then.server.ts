/**
 * The state of findings on a past day, from the steps of their lives: `stateThen` of app/domain/findings/state-then.ts, decided here in
 * sets (tests/server/findings/findings-then.test.ts holds both together).
 */
import { chinaDay, endOfChinaDay } from '~/database/connection/china-day.server';
import { RULES_PROPOSE } from '~/domain/findings/life';

/** The day of a step: what it says itself, which is never later than its writing, else when it was written. */
const dayOfStep = (s: string): string => `coalesce((${s}.detail ->> 'on')::date, ${chinaDay(`${s}.at`)})`;
const DECIDES = `s.kind NOT IN ('assigned', 'progress', 'cause')`;
const GIVES = `s.kind = 'assigned'
  AND coalesce(s.detail ->> 'unit', s.detail ->> 'person', s.text_encrypted) IS NOT NULL`;
const TELLS = `s.kind = 'progress' AND s.detail -> 'asked' IS NULL`;
/** A word about progress, a person's proposal among them. */
const TOLD = `(${TELLS} OR s.kind = 'proposed' AND s.actor <> '${RULES_PROPOSE}')`;

/**
 * What finding `x` was when the day `asOf` (an SQL expression) ended, to be joined LATERAL: `state`, null when it was not there yet, and
 * since when and by whom it was closed then. A finding that came with a package has no steps here: of its life only its opening, its last
 * closing and its present state are known, so that before that closing it waited for it.
 */
export function findingThen(asOf: string): string {
  const last = (what: string, which: string) => `(array_agg(${what} ORDER BY s.id DESC) FILTER (WHERE ${which}))[1]`;
  return `LATERAL (
    SELECT l.state, CASE WHEN l.state = 'closed' THEN l.closed_on END AS closed_on,
      CASE WHEN l.state = 'closed' THEN l.closed_by END AS closed_by
    FROM (
      SELECT CASE
          WHEN k.steps = 0 AND x.opened_on > ${asOf} THEN NULL
          WHEN k.steps = 0 THEN CASE WHEN x.state = 'closed' AND ${chinaDay('x.closed_at')} > ${asOf} THEN 'proposed' ELSE x.state END
          WHEN k.kind IN ('closed', 'exception') THEN 'closed'
          WHEN k.kind = 'proposed' THEN 'proposed'
          WHEN k.kind = 'returned' AND (k.actor <> '${RULES_PROPOSE}' OR k.given IS NOT NULL OR k.told > k.opened) THEN 'in_progress'
          WHEN k.kind IS NOT NULL THEN CASE WHEN greatest(k.given, k.told_alone) > k.decided THEN 'in_progress' ELSE 'open' END
        END AS state,
        CASE WHEN k.steps = 0 THEN ${chinaDay('x.closed_at')} ELSE k.day END AS closed_on,
        CASE WHEN k.steps = 0 THEN x.closed_by ELSE k.actor END AS closed_by
      FROM (
        SELECT count(*) AS steps, ${last('s.kind', 's.seen AND s.decides')} AS kind, ${last('s.actor', 's.seen AND s.decides')} AS actor,
          ${last('s.day', 's.seen AND s.decides')} AS day, max(s.id) FILTER (WHERE s.seen AND s.decides) AS decided,
          max(s.id) FILTER (WHERE s.seen AND s.kind IN ('opened', 'reopened')) AS opened,
          max(s.id) FILTER (WHERE s.seen AND s.gives) AS given,
          max(s.id) FILTER (WHERE s.seen AND s.told) AS told, max(s.id) FILTER (WHERE s.seen AND s.tells) AS told_alone
        FROM (
          SELECT s.*, bool_or(s.day <= ${asOf}) OVER (ORDER BY s.id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS seen
          FROM (
            SELECT s.id, s.kind, s.actor, ${dayOfStep('s')} AS day, ${DECIDES} AS decides, ${GIVES} AS gives, ${TELLS} AS tells,
              ${TOLD} AS told
            FROM finding_step s WHERE s.finding_id = x.id
          ) s
        ) s
      ) k
    ) l
  )`;
}

/**
 * Whether more has to be asked of finding `f` than when it was first opened: one of a package has no steps, a sheet may have closed it as
 * of a day before, and of one that was opened again that day is gone. The index `finding_came` is about the same words.
 */
const cameMore = (f: string): string => `(${f}.created_by = 'package' OR ${f}.times <> 1
  OR coalesce(${chinaDay(`${f}.closed_at`)}, ${chinaDay(`${f}.created_at`)}) < ${chinaDay(`${f}.created_at`)})`;

/** Whether finding `f` was certainly not there when the day ended. No step of it has to be read. */
export const cameLater = (f: string, asOf: string): string => `(NOT ${cameMore(f)} AND ${f}.created_at >= ${endOfChinaDay(asOf)})`;

/**
 * Those of some findings (`ids`: a query of their ids, null: all) that are no longer what they were when the day ended, as rows of id,
 * season, division_code, rule, their state now, and `was`, null before it was there. `cameLater` is left out: it was not there. What no
 * step moved since is as it is now and is never looked at. Of a finding that came with a package its own columns tell.
 */
export function findingsMoved(ids: string | null, asOf: string): string {
  const among = (id: string) => (ids === null ? '' : ` AND ${id} IN (${ids})`);
  return `(SELECT x.id, x.season, x.division_code, x.rule, x.state,
      CASE WHEN NOT m.seen THEN NULL ELSE (SELECT t.state FROM ${findingThen(asOf)} t) END AS was
    FROM (
      SELECT s.finding_id AS id, bool_or(${dayOfStep('s')} <= ${asOf}) AS seen FROM finding_step s
      WHERE s.finding_id IN (SELECT l.finding_id FROM finding_step l JOIN finding e ON e.id = l.finding_id AND NOT ${cameLater('e', asOf)}
        WHERE l.kind <> 'opened' AND l.at >= ${endOfChinaDay(asOf)} AND ${dayOfStep('l')} > ${asOf}${among('e.id')})
      GROUP BY 1
      UNION ALL SELECT p.id, NULL FROM finding p WHERE p.created_by = 'package'${among('p.id')}
    ) m JOIN finding x ON x.id = m.id)`;
}
