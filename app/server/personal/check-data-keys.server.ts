import { type SealedSample, sealedSamples } from '~/database/bulk/sealed-sample.server';
import type { Database } from '~/database/connection/open.server';
import { type Sql, withSql } from '~/database/connection/sql.server';
import { personalPlace } from '~/database/households/personal-columns.server';
import { isRefusal, refuse } from '~/domain/problems';
import { fingerprint, open } from './seal.server';

/**
 * Refuses to work on a register that was sealed with other keys than this process has (for example a command run beside the
 * production app without its DATA_KEY). The app could not open what this process sealed, and its fingerprints would find no
 * duplicates. Of some stored values one must open, and a fingerprint must come from the same key.
 */
export async function checkDataKeys(db: Pick<Database, 'pool' | 'schema'>): Promise<void> {
  await withSql(db, checkSealedSample);
}

export async function checkSealedSample(sql: Sql): Promise<void> {
  const samples = await sealedSamples(sql);
  if (samples.length === 0) return;
  // What one row holds may be damaged, and that keeps nobody from working; with another key of the same name none opens.
  if (!samples.some(opens)) refuse('settings.sealed-damaged');
  const keyOf = (text: string) => text.split('.')[0] ?? '';
  const other = samples.map(({ fingerprint: print }) => print).find((print) => print !== null);
  if (other && keyOf(other) !== keyOf(fingerprint('id-number', ''))) refuse('settings.fingerprint-key', { id: keyOf(other) });
}

/** False for a damaged value; a key that the ring has not is refused. */
function opens({ column, household, sealed }: SealedSample): boolean {
  try {
    open(sealed, personalPlace(column, household));
    return true;
  } catch (error) {
    if (isRefusal(error) && error.problem.code === 'settings.sealed-damaged') return false;
    throw error;
  }
}
