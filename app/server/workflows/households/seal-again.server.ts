import type { Database } from '~/database/connection/open.server';
import { inTransaction, type Sql } from '~/database/connection/sql.server';
import { appendHistory, type HistoryEntry } from '~/database/facts/history.server';
import { PERSONAL_COLUMNS, sealedAnywhere, storeSealedAgain } from '~/database/households/personal-columns.server';
import { Refusal } from '~/domain/problems';
import { only, sealedFor } from './ledger-columns.server';

/**
 * Seals the personal values for their household that an older version sealed for no place, some households at a time until none is left or
 * `stopped` says so. A value that does not open is left as it is, for whoever finds out why. Returns how many households were sealed.
 */
export async function sealPersonalValuesAgain(db: Database, now: Date, stopped: () => boolean = () => false): Promise<number> {
  let sealed = 0;
  for (let some: Sealed = { sealed: 0, last: '' }; some.last !== null && !stopped(); ) {
    const { last } = some;
    some = await inTransaction(db, (sql) => sealSome(sql, last, now));
    sealed += some.sealed;
  }
  return sealed;
}

type Sealed = { sealed: number; last: string | null };

async function sealSome(sql: Sql, after: string, now: Date): Promise<Sealed> {
  const found = await sealedAnywhere(sql, after);
  const again = found.flatMap((before) => {
    try {
      return [{ before, after: { ...before, ...sealedFor(before.number, before, before.number) } }];
    } catch (error) {
      if (error instanceof Refusal) return [];
      throw error;
    }
  });
  await storeSealedAgain(
    sql,
    again.map((one) => one.after),
  );
  await appendHistory(
    sql,
    now,
    'system',
    again.map(({ before, after }): HistoryEntry => {
      const columns = PERSONAL_COLUMNS.filter((column) => before[column] !== after[column]);
      return {
        chain: before.village,
        action: 'household.seal',
        entity: 'household',
        entityKey: before.number,
        before: only(before, columns),
        after: only(after, columns),
      };
    }),
  );
  return { sealed: again.length, last: found.at(-1)?.number ?? null };
}
