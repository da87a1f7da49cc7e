import type { Sql } from '~/database/connection/sql.server';
import type { HistoryEntry } from '~/database/facts/history.server';
import {
  type ChangeableHousehold,
  type ChangeableRow,
  changeableColumns,
  updateHouseholds,
} from '~/database/households/register-changes.server';
import type { HouseholdChanges } from '~/domain/household/household-changes';
import { plainPhone } from '~/domain/household/household-changes';
import { maskPhone } from '~/domain/household/mask';
import { sealPersonal } from '~/server/personal/household-values.server';
import { openPhone } from './register-fields.server';

/** What a cadre found to differ at a household of this village. */
export type FoundToDiffer = { household: string; village: string; changes: HouseholdChanges };

/**
 * Writes what cadres found to differ from the register, each at another household, and returns the history entry of each where anything
 * differs. The caller must have locked the households. In the history the phone is sealed and masked, never open.
 */
export async function applyHouseholdChanges(sql: Sql, found: readonly FoundToDiffer[]): Promise<Map<string, HistoryEntry>> {
  const rows = await changeableColumns(
    sql,
    found.map(({ household }) => household),
  );
  const entries = new Map<string, HistoryEntry>();
  const written: ChangeableHousehold[] = [];
  for (const { household, village, changes } of found) {
    const before = rows.get(household);
    const after = before && changedRow(before, changes);
    const changed = after ? (Object.keys(after) as (keyof ChangeableHousehold)[]).filter((column) => after[column] !== before[column]) : [];
    if (!after || changed.length === 0) continue;
    const only = (row: ChangeableRow): Partial<ChangeableRow> =>
      Object.fromEntries(changed.map((column) => [column, row[column as keyof ChangeableRow]]));
    written.push(after);
    entries.set(household, {
      chain: village,
      action: 'household.change',
      entity: 'household',
      entityKey: household,
      before: only(before),
      after: only(after),
    });
  }
  await updateHouseholds(sql, written);
  return entries;
}

function changedRow(before: ChangeableHousehold, changes: HouseholdChanges): ChangeableHousehold {
  const after = {
    ...before,
    residence: changes.residence ?? before.residence,
    house_use: changes.houseUse ?? before.house_use,
    people: changes.people ?? before.people,
    elderly: changes.elderly ?? before.elderly,
    address: changes.address ?? before.address,
  };
  if (changes.phone !== undefined) {
    const phone = plainPhone(changes.phone);
    if (openPhone(before.phone_encrypted, before.number) !== phone) {
      after.phone_encrypted = sealPersonal('phone_encrypted', before.number, phone);
      after.phone_masked = maskPhone(phone);
    }
  }
  return after;
}
