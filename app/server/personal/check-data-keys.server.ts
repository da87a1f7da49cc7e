import { sealedSample } from '~/database/bulk/sealed-sample.server';
import type { Database } from '~/database/connection/open.server';
import { type Sql, withSql } from '~/database/connection/sql.server';
import { refuse } from '~/domain/problems';
import { openPersonal } from './household-values.server';
import { fingerprint } from './seal.server';

/**
 * Refuses to work on a register that was sealed with other keys than this process has (for example a command run beside the
 * production app without its DATA_KEY). The app could not open what this process sealed, and its fingerprints would find no
 * duplicates. One stored value must open, and its fingerprint must come from the same key.
 */
export async function checkDataKeys(db: Pick<Database, 'pool' | 'schema'>): Promise<void> {
  await withSql(db, checkSealedSample);
}

export async function checkSealedSample(sql: Sql): Promise<void> {
  const sample = await sealedSample(sql);
  if (sample === null) return;
  openPersonal(sample.column, sample.household, sample.sealed);
  const keyOf = (text: string) => text.split('.')[0] ?? '';
  if (sample.fingerprint !== null && keyOf(sample.fingerprint) !== keyOf(fingerprint('id-number', ''))) {
    refuse('settings.fingerprint-key', { id: keyOf(sample.fingerprint) });
  }
}
