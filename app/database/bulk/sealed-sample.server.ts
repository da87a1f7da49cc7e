import type { Sql } from '~/database/connection/sql.server';
import { PERSONAL_COLUMNS, type PersonalColumn } from '~/database/households/personal-columns.server';

export type SealedSample = { household: string; column: PersonalColumn; sealed: string; fingerprint: string | null };

/** A few, so that one that was damaged does not stand for all. */
const SAMPLES = 20;

/** Sealed values of some households, each with a fingerprint where it has one. */
export async function sealedSamples(sql: Sql): Promise<SealedSample[]> {
  const rows = await sql.query<{ number: string; fingerprint: string | null } & Record<PersonalColumn, string | null>>(
    `SELECT number, ${PERSONAL_COLUMNS.join(', ')}, coalesce(id_number_fingerprint, bank_account_fingerprint) AS fingerprint
     FROM household WHERE coalesce(${PERSONAL_COLUMNS.join(', ')}) IS NOT NULL LIMIT ${SAMPLES}`,
  );
  return rows.map(({ number: household, fingerprint, ...values }) => {
    const column = PERSONAL_COLUMNS.find((one) => values[one] !== null)!;
    return { household, column, sealed: values[column]!, fingerprint };
  });
}
