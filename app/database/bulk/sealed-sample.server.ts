import type { Sql } from '~/database/connection/sql.server';

/** One sealed value and one fingerprint of the register, of any household; null when there is none. */
export async function sealedSample(sql: Sql): Promise<{ sealed: string | null; fingerprint: string | null }> {
  const [row] = await sql.query<{ sealed: string | null; fingerprint: string | null }>(
    `SELECT coalesce(phone_encrypted, id_number_encrypted, bank_account_encrypted) AS sealed, coalesce(id_number_fingerprint,
      bank_account_fingerprint) AS fingerprint
     FROM household WHERE coalesce(phone_encrypted, id_number_encrypted, bank_account_encrypted) IS NOT NULL LIMIT 1`,
  );
  return row ?? { sealed: null, fingerprint: null };
}
