/** Funds as they are entered: by division, season, level and document. */

import type { Sql } from '~/database/connection/sql.server';
import type { FundingLevel } from '~/domain/contract/enumerations';
import { comparableKey } from '~/domain/text/clean-text';
import type { CalendarDay } from '~/domain/time/calendar-day';

/** The columns of a fund. */
export type FundRow = {
  division_code: string;
  season: string;
  level: FundingLevel;
  document: string;
  allotted: number;
  received: number;
  received_on: CalendarDay | null;
};

/** The stored spelling of the document, where it was entered before with other brackets, blanks or width. */
export async function documentAsStored(sql: Sql, fund: Pick<FundRow, 'division_code' | 'season' | 'level' | 'document'>): Promise<string> {
  const rows = await sql.query<{ document: string }>(
    'SELECT document FROM fund WHERE division_code = $1 AND season = $2 AND level = $3 ORDER BY document = $4 DESC, document',
    [fund.division_code, fund.season, fund.level, fund.document],
  );
  const key = comparableKey(fund.document);
  return rows.find(({ document }) => comparableKey(document) === key)?.document ?? fund.document;
}

/** The fund with this key as it was, locked until the transaction ends; null when there is none. */
export async function lockFund(sql: Sql, key: Pick<FundRow, 'division_code' | 'season' | 'level' | 'document'>): Promise<object | null> {
  const [row] = await sql.query<{ before: object }>(
    'SELECT to_json(f) AS before FROM fund f WHERE division_code = $1 AND season = $2 AND level = $3 AND document = $4 FOR UPDATE',
    [key.division_code, key.season, key.level, key.document],
  );
  return row?.before ?? null;
}

export async function storeFund(sql: Sql, fund: FundRow): Promise<void> {
  await sql.query(
    `INSERT INTO fund (division_code, season, level, document, allotted, received, received_on) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (division_code, season, level, document)
     DO UPDATE SET allotted = excluded.allotted, received = excluded.received, received_on = excluded.received_on`,
    [fund.division_code, fund.season, fund.level, fund.document, fund.allotted, fund.received, fund.received_on],
  );
}
