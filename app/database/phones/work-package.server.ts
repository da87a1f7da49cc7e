import { chinaDay } from '~/database/connection/china-day.server';
import type { Sql } from '~/database/connection/sql.server';
import { measureColumn } from '~/database/facts/measure-columns.server';
import type { Scope } from '~/database/scope.server';
import { datesOfVillage } from '~/database/seasons/dates-of-village.server';
import { openDraft } from '~/database/survey/sealed-draft.server';
import { keysOf } from '~/domain/contract/enumerations';
import { namePinyin } from '~/domain/household/name-initials';
import { installationDay } from '~/domain/indicators/flags-of';
import type { SurveyRoom } from '~/domain/survey/room';
import type { VisitAnswers } from '~/domain/survey/visit-answers';
import type { FieldDraft, FieldHousehold, FieldVillage, FieldVisit } from '~/domain/sync/protocol';
import type { CalendarDay } from '~/domain/time/calendar-day';
import type { SeasonName } from '~/domain/time/heating-season';

export const PACKAGE_PAGE = 500;

const ABOVE = `coalesce(p.name, '') AS township, coalesce(c.name, '') AS county, p.duty_phone AS "townshipPhone",
            c.duty_phone AS "countyPhone"`;

/** The villages of a person that the phone may download. */
export async function fieldVillages(sql: Sql, scope: Scope): Promise<FieldVillage[]> {
  return sql.query<FieldVillage>(
    `SELECT v.code, v.name, ${ABOVE}
     FROM division v LEFT JOIN division p ON p.code = v.parent_code LEFT JOIN division c ON c.code = p.parent_code
     WHERE v.level = 'village' AND v.path && $1::text[] AND (v.valid_to IS NULL OR EXISTS (SELECT 1 FROM household h
     WHERE h.village_code = v.code))
     ORDER BY v.code LIMIT 100`,
    [scope.roots],
  );
}

export type PackageStart = FieldVillage & {
  /** The end of the village's history. Everything read after it contains all changes up to it. */
  seq: number;
  hash: string;
  /** The hash at the position the phone names, which shows whether the position belongs to this history. */
  hashAt: string | null;
};

export async function packageStart(sql: Sql, scope: Scope, village: string, seqAt: number): Promise<PackageStart | null> {
  const [row] = await sql.query<PackageStart>(
    `SELECT v.code, v.name, ${ABOVE},
            coalesce(e.seq, 0) AS seq, coalesce(e.hash, '') AS hash,
            CASE WHEN $3::int = 0 THEN '' ELSE (SELECT a.hash FROM history a WHERE a.chain = v.code AND a.seq = $3::int) END AS "hashAt"
     FROM division v LEFT JOIN division p ON p.code = v.parent_code LEFT JOIN division c ON c.code = p.parent_code
     LEFT JOIN history_chain e ON e.chain = v.code
     WHERE v.code = $1 AND v.level = 'village' AND v.path && $2::text[]`,
    [village, scope.roots, seqAt],
  );
  return row ?? null;
}

/** The end of a season in the county of a village; null where no dates were set. */
export async function seasonEndOf(sql: Sql, scope: Scope, village: string, season: SeasonName): Promise<CalendarDay | null> {
  const [row] = await sql.query<{ endsOn: CalendarDay }>(
    `SELECT d.ends_on AS "endsOn" FROM division v JOIN LATERAL ${datesOfVillage('$3')} d ON true
     WHERE v.code = $1 AND v.path && $2::text[]`,
    [village, scope.roots, season],
  );
  return row?.endsOn ?? null;
}

export type ChangedHouseholds = { numbers: string[]; total: number };

/** A page of all households of the village, by number. */
export async function householdsOfPackage(sql: Sql, scope: Scope, village: string, after: string): Promise<ChangedHouseholds> {
  const rows = await sql.query<{ number: string; total: number }>(
    `SELECT h.number, (SELECT count(*) FROM household a WHERE a.village_code = $1) AS total
     FROM household h JOIN division v ON v.code = h.village_code
     WHERE h.village_code = $1 AND v.path && $2::text[] AND h.number > $3 ORDER BY h.number LIMIT ${PACKAGE_PAGE + 1}`,
    [village, scope.roots, after],
  );
  return { numbers: rows.map((row) => row.number), total: rows[0]?.total ?? 0 };
}

/**
 * What the history of a village touched after one position and up to another. Every change has an entry, and the chain is
 * locked from the entry to the commit, so no earlier entry can appear after a later one was read. A value that was sealed
 * again is the same.
 */
const TOUCHED = `
  SELECT DISTINCT CASE e.entity WHEN 'visit' THEN t.household_number WHEN 'rooms' THEN left(e.entity_key, length(e.entity_key) - 10)
      WHEN 'problem-report' THEN (SELECT b.household_number FROM problem_report b WHERE b.id = e.entity_key)
      WHEN 'finding' THEN (SELECT f.household_number FROM finding f WHERE f.number = e.entity_key)
      WHEN 'entitlement' THEN split_part(e.entity_key, '/', 1) WHEN 'payment' THEN split_part(e.entity_key, '/', 1)
      ELSE e.entity_key END AS number
  FROM history e LEFT JOIN visit t ON e.entity = 'visit' AND t.id = e.entity_key
  WHERE e.chain = $1 AND e.seq > $3::int AND e.seq <= $4::int AND e.entity IN ('household', 'conversion', 'visit', 'rooms', 'entitlement',
  'payment', 'problem-report', 'finding') AND e.action <> 'household.seal'`;

/** Drafts are not in the history, so this account's drafts on the web are always included. */
export async function changedHouseholds(
  sql: Sql,
  scope: Scope,
  query: { village: string; from: number; to: number; after: string; season: SeasonName; accountId: string | null },
): Promise<ChangedHouseholds> {
  const rows = await sql.query<{ number: string; total: number }>(
    `WITH touched AS (${TOUCHED} UNION SELECT d.household_number FROM visit_draft d WHERE d.account_id = $6::uuid AND d.season = $7),
     here AS (SELECT h.number FROM touched c JOIN household h ON h.number = c.number JOIN division v ON v.code = h.village_code
              WHERE h.village_code = $1 AND v.path && $2::text[])
     SELECT number, (SELECT count(*) FROM here) AS total FROM here WHERE number > $5 ORDER BY number LIMIT ${PACKAGE_PAGE + 1}`,
    [query.village, scope.roots, query.from, query.to, query.after, query.accountId, query.season],
  );
  return { numbers: rows.map((row) => row.number), total: rows[0]?.total ?? 0 };
}

/** Households that were in the village and moved away; the history of a move is in both villages. */
export async function removedHouseholds(sql: Sql, scope: Scope, query: { village: string; from: number; to: number }): Promise<string[]> {
  const rows = await sql.query<{ number: string }>(
    `WITH touched AS (${TOUCHED})
     SELECT c.number FROM touched c JOIN household h ON h.number = c.number JOIN division here ON here.code = $1 AND here.path && $2::text[]
     WHERE h.village_code <> $1 ORDER BY c.number`,
    [query.village, scope.roots, query.from, query.to],
  );
  return rows.map((row) => row.number);
}

/** Households of the village of which this account has a draft on the web. */
export async function draftedHouseholds(
  sql: Sql,
  scope: Scope,
  query: { village: string; season: SeasonName; accountId: string | null },
): Promise<string[]> {
  const rows = await sql.query<{ number: string }>(
    `SELECT d.household_number AS number FROM visit_draft d JOIN household h ON h.number = d.household_number JOIN division v
      ON v.code = h.village_code
     WHERE d.account_id = $3::uuid AND d.season = $4 AND h.village_code = $1 AND v.path && $2::text[] ORDER BY 1`,
    [query.village, scope.roots, query.accountId, query.season],
  );
  return rows.map((row) => row.number);
}

const INSTANT = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;

/** Everything the phone stores of these households, in one statement. */
export async function packedHouseholds(
  sql: Sql,
  scope: Scope,
  query: { numbers: readonly string[]; season: SeasonName; lastSeason: SeasonName; accountId: string | null },
): Promise<FieldHousehold[]> {
  const rows = await sql.query<PackedRow>(
    `SELECT h.number, h.head, h.head_initials AS initials, h.head_pinyin AS pinyin, h.address, h.phone_masked AS "phoneMasked",
            right(h.phone_masked, 4) AS "phoneTail",
            h.id_number_masked AS "idNumberMasked", h.residence, h.house_use AS "houseUse", h.status, h.people, h.elderly,
            h.heated_area AS "heatedArea", h.note, CASE h.source WHEN 'field' THEN 'field' ELSE 'register' END AS source, c.mode,
            c.installed_on AS "installedDay", c.year AS "installedYear", h.revision,
            last.answers AS "lastAnswers", ${chinaDay('last.visited_at')} AS "lastDay",
            coalesce(t.visits, '[]'::json) AS visits, coalesce(su.seasons, '[]'::json) AS subsidy, r.rooms AS "roomsNow",
            lr.rooms AS "roomsBefore",
            CASE WHEN d.household_number IS NULL THEN NULL ELSE json_build_object('visitId', d.visit_id, 'typed', d.typed,
                 'updatedAt', to_char(d.updated_at AT TIME ZONE 'UTC', ${INSTANT})) END AS draft
     FROM household h
     JOIN division v ON v.code = h.village_code
     LEFT JOIN conversion c ON c.household_number = h.number AND c.current
     LEFT JOIN household_facts lf ON lf.season = $4 AND lf.household_number = h.number
     LEFT JOIN visit last ON last.id = lf.visit_id
     LEFT JOIN visit_draft d ON d.account_id = $5::uuid AND d.household_number = h.number AND d.season = $3
     LEFT JOIN LATERAL (
       SELECT json_agg(json_build_object('id', t.id, 'kind', t.kind, 'outcome', t.outcome, 'status', t.status,
                'visitedAt', to_char(t.visited_at AT TIME ZONE 'UTC', ${INSTANT}),
                'day', ${chinaDay('t.visited_at')}, 'visitor', t.visitor, 'revision', t.revision,
                'contentHash', t.content_hash, 'answers', t.answers, 'evidence', t.evidence, 'remarks', coalesce(m.remarks, '[]'::json))
              ORDER BY t.visited_at DESC, t.id DESC) AS visits
       FROM visit t LEFT JOIN LATERAL (
         SELECT json_agg(json_build_object('question', m.question, 'text', m.text, 'by', m.actor_name,
                  'at', to_char(m.at AT TIME ZONE 'UTC', ${INSTANT}), 'resolved', m.resolved_at IS NOT NULL) ORDER BY m.id) AS remarks
         FROM visit_remark m WHERE m.visit_id = t.id) m ON true
       WHERE t.household_number = h.number AND t.season = $3) t ON true
     LEFT JOIN LATERAL (${ROOMS_OF('$3')}) r ON true
     LEFT JOIN LATERAL (${ROOMS_OF('$4')}) lr ON true
     LEFT JOIN LATERAL (${SUBSIDY}) su ON true
     WHERE h.number = ANY($1::text[]) AND v.path && $2::text[]
     ORDER BY h.number`,
    [query.numbers, scope.roots, query.season, query.lastSeason, query.accountId],
  );
  return rows.map(({ roomsNow, roomsBefore, draft: stored, installedDay, installedYear, ...row }) => {
    const key = { accountId: query.accountId ?? '', household: row.number, season: query.season };
    const draft = stored && { ...stored, typed: openDraft(stored.typed, key) as StoredOnWeb };
    return {
      ...row,
      pinyin: row.pinyin ?? namePinyin(row.head),
      installedOn: installationDay({ installedOn: installedDay, year: installedYear }),
      rooms: roomsNow ?? roomsBefore,
      roomsOfThisSeason: roomsNow !== null,
      draft: draft && {
        visitId: draft.visitId,
        typed: draft.typed.typed ?? {},
        card: (draft.typed.card ?? null) as FieldDraft['card'],
        baseRevision: draft.typed.baseRevision ?? null,
        openedAt: draft.typed.openedAt ?? null,
        updatedAt: draft.updatedAt,
        ...(draft.typed.evidence && { evidence: draft.typed.evidence }),
        ...(draft.typed.closure && { closure: draft.typed.closure }),
      },
    };
  });
}

/** The last three seasons of a household's subsidies: continuity from the facts, money from the ledger. */
const SUBSIDY = `
  SELECT json_agg(json_build_object('season', f.season, 'continuity', f.continuity, 'due', f.due, 'paid', f.paid, 'owed', coalesce(e.owed,
  0), 'dueOn', e.due_on,
           'lastPaidOn', p.last_paid_on, 'failReason', x.fail_reason) ORDER BY f.season DESC) AS seasons
  FROM (SELECT k.season, CASE ${keysOf('continuity')
    .map((state) => `WHEN k.${measureColumn(`continuity.${state}`)} > 0 THEN '${state}'`)
    .join(' ')} END AS continuity, k.due, k.paid
        FROM household_facts k WHERE k.household_number = h.number ORDER BY k.season DESC LIMIT 3) f
  LEFT JOIN LATERAL (SELECT sum(greatest(0, e.due - e.paid)) AS owed, min(o.due_on) FILTER (WHERE e.paid < e.due) AS due_on
                     FROM entitlement e JOIN subsidy_policy o ON o.number = e.policy_number WHERE e.household_number = h.number
                     AND e.season = f.season) e ON true
  LEFT JOIN LATERAL (SELECT max(p.paid_on) AS last_paid_on FROM payment p WHERE p.household_number = h.number AND p.season = f.season
  AND p.result = 'ok') p ON true
  LEFT JOIN LATERAL (SELECT p.fail_reason FROM payment p WHERE p.household_number = h.number AND p.season = f.season
  AND p.result = 'failed' AND e.owed > 0
                       AND NOT EXISTS (SELECT 1 FROM payment a WHERE a.household_number = p.household_number
                       AND a.policy_number = p.policy_number AND a.level = p.level AND a.resend_of = p.batch_number
                       AND a.result <> 'failed')
                     ORDER BY p.paid_on DESC NULLS LAST LIMIT 1) x ON true
  WHERE f.due > 0 OR f.paid > 0 OR f.continuity IN ('interrupted', 'never')`;

function ROOMS_OF(season: string): string {
  return `SELECT json_agg(json_build_object('room', r.room, 'kind', r.kind, 'heatedArea', r.heated_area, 'letting', r.letting,
            'connected', r.connected, 'use', r.use) ORDER BY r.room) AS rooms
          FROM room r WHERE r.household_number = h.number AND r.season = ${season}`;
}

type PackedRow = Omit<FieldHousehold, 'rooms' | 'roomsOfThisSeason' | 'draft' | 'visits' | 'lastAnswers' | 'installedOn'> & {
  installedDay: CalendarDay | null;
  installedYear: number | null;
  visits: FieldVisit[];
  lastAnswers: VisitAnswers | null;
  roomsNow: SurveyRoom[] | null;
  roomsBefore: SurveyRoom[] | null;
  draft: { visitId: string; typed: unknown; updatedAt: string } | null;
};

/** What an account's draft on the web holds, opened. */
type StoredOnWeb = {
  typed?: Record<string, string[]>;
  card?: string;
  baseRevision?: number;
  openedAt?: string;
  evidence?: FieldDraft['evidence'];
  closure?: FieldDraft['closure'];
};
