import type { Sql } from '~/database/connection/sql.server';
import type { HistoryEntry } from '~/database/facts/history.server';
import type { HouseholdChanges } from '~/domain/household/household-changes';
import { plainPhone } from '~/domain/household/household-changes';
import { maskPhone } from '~/domain/household/mask';
import { open, seal } from '~/server/personal/seal.server';

type ChangeableRow = {
  residence: string;
  house_use: string | null;
  people: number | null;
  elderly: number | null;
  address: string | null;
  phone_encrypted: string | null;
  phone_masked: string | null;
};

/**
 * Writes what a cadre found to differ from the register and gives the history entry, or none when nothing differs. The
 * household must be locked by the caller. The phone appears in the history sealed and masked, never open.
 */
export async function applyHouseholdChanges(sql: Sql, number: string, village: string, changes: HouseholdChanges): Promise<HistoryEntry[]> {
  const [before] = await sql.query<ChangeableRow>(
    'SELECT residence, house_use, people, elderly, address, phone_encrypted, phone_masked FROM household WHERE number = $1',
    [number],
  );
  if (!before) return [];
  const after: ChangeableRow = {
    ...before,
    residence: changes.residence ?? before.residence,
    house_use: changes.houseUse ?? before.house_use,
    people: changes.people ?? before.people,
    elderly: changes.elderly ?? before.elderly,
    address: changes.address ?? before.address,
  };
  if (changes.phone !== undefined) {
    const phone = plainPhone(changes.phone);
    if (before.phone_encrypted === null || open(before.phone_encrypted) !== phone) {
      after.phone_encrypted = seal(phone);
      after.phone_masked = maskPhone(phone);
    }
  }
  const changed = (Object.keys(after) as (keyof ChangeableRow)[]).filter((column) => after[column] !== before[column]);
  if (changed.length === 0) return [];
  await sql.query(`UPDATE household SET ${changed.map((column, i) => `${column} = $${i + 2}`).join(', ')} WHERE number = $1`, [
    number,
    ...changed.map((column) => after[column]),
  ]);
  const only = (row: ChangeableRow) => Object.fromEntries(changed.map((column) => [column, row[column]]));
  return [{ chain: village, action: 'household.change', entity: 'household', entityKey: number, before: only(before), after: only(after) }];
}
