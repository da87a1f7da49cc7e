import type { Sql } from '~/database/connection/sql.server';
import { PERSONAL_COLUMNS, type PersonalColumn } from '~/database/households/personal-columns.server';

type SealedSample = { household: string; column: PersonalColumn; sealed: string; fingerprint: string | null };

/** A sealed value of any household and, where it has one, a fingerprint; null when there is none. */
export async function sealedSample(sql: Sql): Promise<SealedSample | null> {
  const [row] = await sql.query<{ number: string; fingerprint: string | null } & Record<PersonalColumn, string | null>>(
    `SELECT number, ${PERSONAL_COLUMNS.join(', ')}, coalesce(id_number_fingerprint, bank_account_fingerprint) AS fingerprint
     FROM household WHERE coalesce(${PERSONAL_COLUMNS.join(', ')}) IS NOT NULL LIMIT 1`,
  );
  const column = row && PERSONAL_COLUMNS.find((one) => row[one] !== null);
  return column ? { household: row.number, column, sealed: row[column]!, fingerprint: row.fingerprint } : null;
}
