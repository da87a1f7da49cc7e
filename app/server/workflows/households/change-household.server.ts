import type { Sql } from '~/database/connection/sql.server';
import type { HistoryEntry } from '~/database/facts/history.server';
import { type ChangeableRow, changeableColumns, updateHousehold } from '~/database/households/register-changes.server';
import type { HouseholdChanges } from '~/domain/household/household-changes';
import { plainPhone } from '~/domain/household/household-changes';
import { maskPhone } from '~/domain/household/mask';
import { open, seal } from '~/server/personal/seal.server';

/**
 * Writes what a cadre found to differ from the register and returns the history entry, or none when nothing differs. The caller
 * must have locked the household. In the history the phone is sealed and masked, never open.
 */
export async function applyHouseholdChanges(sql: Sql, number: string, village: string, changes: HouseholdChanges): Promise<HistoryEntry[]> {
  const before = await changeableColumns(sql, number);
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
  const only = (row: ChangeableRow): Partial<ChangeableRow> => Object.fromEntries(changed.map((column) => [column, row[column]]));
  // The revision is raised once for everything a visit records.
  await updateHousehold(sql, number, only(after), { raiseRevision: false });
  return [{ chain: village, action: 'household.change', entity: 'household', entityKey: number, before: only(before), after: only(after) }];
}
