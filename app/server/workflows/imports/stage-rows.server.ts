/**
 * From decoded rows to staged rows: contract keys become columns, and personal values are sealed. A value that the register
 * already has keeps its seal, so that an unchanged row stays unchanged.
 */

import { sealedPlace } from '~/database/connection/opener.server';
import type { Sql } from '~/database/connection/sql.server';
import { type PersonalColumn, personalPlace } from '~/database/households/personal-columns.server';
import { ACCOUNTS, storedPhones } from '~/database/imports/accounts.server';
import { DIVISIONS } from '~/database/imports/divisions.server';
import { ENTITLEMENTS } from '~/database/imports/entitlements.server';
import { FINDINGS, storedFindingTexts } from '~/database/imports/findings.server';
import { FUNDS } from '~/database/imports/funds.server';
import { HEAT_SOURCES } from '~/database/imports/heat-sources.server';
import { HOUSEHOLDS, type StoredPersonal, storedPersonal } from '~/database/imports/households.server';
import { NO_COAL_ZONES } from '~/database/imports/no-coal-zones.server';
import { ROOMS, USAGES, VISITS } from '~/database/imports/of-households.server';
import { PAYMENTS } from '~/database/imports/payments.server';
import { PLANS } from '~/database/imports/plans.server';
import { POLICIES } from '~/database/imports/policies.server';
import { READINGS } from '~/database/imports/readings.server';
import { SEASONS } from '~/database/imports/seasons.server';
import type { StagedTable } from '~/database/imports/staging.server';
import { TARGETS } from '~/database/imports/targets.server';
import type { Hardship } from '~/domain/contract/enumerations';
import { hardshipText } from '~/domain/household/hardship-text';
import { plainPhone } from '~/domain/household/household-changes';
import { isFaultyIdNumber } from '~/domain/household/id-number';
import { maskBank, maskId, maskPhone } from '~/domain/household/mask';
import { nameInitials, namePinyin } from '~/domain/household/name-initials';
import { QUANTITY_PLACES, scaled } from '~/domain/subsidy/exact-decimal';
import { looseMeter } from '~/domain/subsidy/meter-match';
import { targetOfText } from '~/domain/targets/target';
import type { Values } from '~/imports/check-row';
import type { SheetName } from '~/imports/contract-sheets';
import type { DecodedRow } from '~/imports/decode-rows';
import { openIfWhole } from '~/server/personal/household-values.server';
import { fingerprint, seal } from '~/server/personal/seal.server';
import { hashOfContent } from '~/server/workflows/survey/store-visits.server';

export const STAGED: Readonly<Record<SheetName, StagedTable>> = {
  行政区划: DIVISIONS,
  采暖季: SEASONS,
  用户: ACCOUNTS,
  热源: HEAT_SOURCES,
  户台账: HOUSEHOLDS,
  房屋: ROOMS,
  入户记录: VISITS,
  用能计量: USAGES,
  抄表: READINGS,
  禁煤区: NO_COAL_ZONES,
  改造计划: PLANS,
  补贴政策: POLICIES,
  应补: ENTITLEMENTS,
  问题: FINDINGS,
  发放: PAYMENTS,
  资金: FUNDS,
  目标: TARGETS,
};

/** Columns whose contract key is not the same name in camel case. */
const KEYS: Partial<Record<SheetName, Record<string, string>>> = {
  行政区划: { parent_code: 'parent' },
  采暖季: { division_code: 'division' },
  用户: { phone_encrypted: 'phone', phone_masked: 'phone' },
  热源: { division_code: 'division' },
  户台账: {
    village_code: 'village',
    head_initials: 'head',
    head_pinyin: 'head',
    heat_source_number: 'heatSource',
    phone_encrypted: 'phone',
    phone_masked: 'phone',
    hardship_encrypted: 'hardship',
    id_number_encrypted: 'idNumber',
    id_number_masked: 'idNumber',
    id_number_fingerprint: 'idNumber',
    id_number_faulty: 'idNumber',
    bank_account_encrypted: 'bankAccount',
    bank_account_masked: 'bankAccount',
    bank_account_fingerprint: 'bankAccount',
  },
  房屋: { household_number: 'household' },
  入户记录: { id: 'visit', household_number: 'household' },
  用能计量: { household_number: 'household' },
  禁煤区: { village_code: 'village' },
  改造计划: { village_code: 'village' },
  补贴政策: { number: 'policy', division_code: 'division' },
  应补: { household_number: 'household', policy_number: 'policy' },
  问题: {
    division_code: 'division',
    household_number: 'household',
    text_encrypted: 'text',
    evidence_note: 'evidence',
    measures_encrypted: 'measures',
    progress_encrypted: 'progress',
    evidence_encrypted: 'evidence',
  },
  发放: { batch_number: 'batch', household_number: 'household', policy_number: 'policy' },
  资金: { division_code: 'division' },
  目标: { division_code: 'division' },
};

function keyOfColumn(sheet: SheetName, column: string): string {
  return KEYS[sheet]?.[column] ?? column.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** The columns of the staged table that the sheet fills. */
export function stagedColumns(sheet: SheetName, presentKeys: readonly string[]): string[] {
  return STAGED[sheet].columns.map(([name]) => name).filter((name) => presentKeys.includes(keyOfColumn(sheet, name)));
}

/** Rows for stageRows: sheet row, refused, columns to clear, then the columns. */
export async function stagedRows(sql: Sql, sheet: SheetName, rows: readonly DecodedRow[]): Promise<unknown[][]> {
  const columns = STAGED[sheet].columns.map(([name]) => ({ name, key: keyOfColumn(sheet, name) }));
  const further = await furtherValues(sql, sheet, rows);
  return rows.map((row, i) => {
    const made = further[i] ?? {};
    const cleared = row.cleared.size === 0 ? [] : columns.filter(({ key }) => row.cleared.has(key)).map(({ name }) => name);
    return [row.row, row.refused, cleared, ...columns.map(({ name, key }) => (name in made ? made[name] : (row.values[key] ?? null)))];
  });
}

type Made = Record<string, unknown>;

/** Values that are not taken from one cell. */
async function furtherValues(sql: Sql, sheet: SheetName, rows: readonly DecodedRow[]): Promise<Made[]> {
  if (sheet === '户台账') return householdValues(sql, rows);
  if (sheet === '用户') return accountValues(sql, rows);
  if (sheet === '问题') return findingValues(sql, rows);
  if (sheet === '入户记录') return rows.map(visitValues);
  if (sheet === '补贴政策') return rows.map(policyValues);
  if (sheet === '应补') return rows.map(({ values }) => ({ quantity: scaled(textOf(values, 'quantity') ?? '', QUANTITY_PLACES) ?? null }));
  if (sheet === '目标') return rows.map(({ values }) => ({ target: targetOfText(textOf(values, 'target') ?? '') ?? null }));
  if (sheet === '抄表')
    return rows.map(({ values }) => ({
      household_number: null,
      added_to: null,
      meter_key: looseMeter(textOf(values, 'meter') ?? '') || null,
    }));
  return [];
}

const textOf = (values: Values, key: string): string | null => (typeof values[key] === 'string' ? values[key] : null);

async function householdValues(sql: Sql, rows: readonly DecodedRow[]): Promise<Made[]> {
  const numbers = rows.map(({ values }) => textOf(values, 'number')).filter((number) => number !== null);
  const stored = new Map((await storedPersonal(sql, numbers)).map((row) => [row.number, row]));
  // A refused row is not stored, so nothing is sealed for it.
  return rows.map(({ values, refused }) => {
    const number = textOf(values, 'number') ?? '';
    return refused ? NOTHING : personalValues(number, values, stored.get(number));
  });
}

const NOTHING: Made = {
  head_initials: null,
  head_pinyin: null,
  id_number_encrypted: null,
  id_number_masked: null,
  id_number_fingerprint: null,
  id_number_faulty: null,
  bank_account_encrypted: null,
  bank_account_masked: null,
  bank_account_fingerprint: null,
  phone_encrypted: null,
  phone_masked: null,
  hardship_encrypted: null,
};

function personalValues(number: string, values: Values, stored: StoredPersonal | undefined): Made {
  const place = (column: PersonalColumn) => personalPlace(column, number);
  const head = textOf(values, 'head');
  const idNumber = textOf(values, 'idNumber');
  const bankAccount = textOf(values, 'bankAccount');
  const typedPhone = textOf(values, 'phone');
  const phone = typedPhone === null ? null : plainPhone(typedPhone);
  const hardship = Array.isArray(values.hardship) ? hardshipText(values.hardship as Hardship[]) : null;
  const idPrint = idNumber && fingerprint('id-number', idNumber);
  const bankPrint = bankAccount && fingerprint('bank-account', bankAccount);
  return {
    head_initials: head && nameInitials(head),
    head_pinyin: head && namePinyin(head),
    id_number_encrypted: sealedByPrint(
      idNumber,
      idPrint,
      place('id_number_encrypted'),
      stored?.id_number_encrypted,
      stored?.id_number_fingerprint,
    ),
    id_number_masked: idNumber && maskId(idNumber),
    id_number_fingerprint: idPrint,
    id_number_faulty: idNumber === null ? null : isFaultyIdNumber(idNumber),
    bank_account_encrypted: sealedByPrint(
      bankAccount,
      bankPrint,
      place('bank_account_encrypted'),
      stored?.bank_account_encrypted,
      stored?.bank_account_fingerprint,
    ),
    bank_account_masked: bankAccount && maskBank(bankAccount),
    bank_account_fingerprint: bankPrint,
    phone_encrypted: sealedAgain(phone, stored?.phone_encrypted, place('phone_encrypted')),
    phone_masked: phone && maskPhone(phone),
    hardship_encrypted: sealedAgain(hardship, stored?.hardship_encrypted, place('hardship_encrypted')),
  };
}

function sealedByPrint(
  plain: string | null,
  print: string | null,
  place: string,
  stored: string | null | undefined,
  storedPrint: string | null | undefined,
): string | null {
  if (plain === null) return null;
  return stored && print === storedPrint ? stored : seal(plain, place);
}

function sealedAgain(plain: string | null, stored: string | null | undefined, place?: string): string | null {
  if (plain === null) return null;
  return stored && openIfWhole(stored, place) === plain ? stored : seal(plain, place);
}

async function accountValues(sql: Sql, rows: readonly DecodedRow[]): Promise<Made[]> {
  const usernames = rows.map(({ values }) => textOf(values, 'username')).filter((username) => username !== null);
  const stored = await storedPhones(sql, usernames);
  return rows.map(({ values, refused }) => {
    const typed = refused ? null : textOf(values, 'phone');
    const phone = typed === null ? null : plainPhone(typed);
    const username = textOf(values, 'username') ?? '';
    const place = sealedPlace('account', 'phone_encrypted', username);
    return { phone_encrypted: sealedAgain(phone, stored.get(username), place), phone_masked: phone && maskPhone(phone) };
  });
}

/** The description, and the words of the steps that follow from the row; an unchanged description keeps its seal. */
async function findingValues(sql: Sql, rows: readonly DecodedRow[]): Promise<Made[]> {
  const numbers = rows.map(({ values }) => textOf(values, 'number')).filter((number) => number !== null);
  const stored = await storedFindingTexts(sql, numbers);
  return rows.map(({ values, refused }) => {
    const words = (key: string) => (refused ? null : textOf(values, key));
    const sealedWords = (key: string) => sealedAgain(words(key), null);
    return {
      text_encrypted: sealedAgain(words('text'), stored.get(textOf(values, 'number') ?? '')),
      measures_encrypted: sealedWords('measures'),
      progress_encrypted: sealedWords('progress'),
      evidence_encrypted: sealedWords('evidence'),
    };
  });
}

function visitValues({ visit }: DecodedRow): Made {
  if (!visit) return { answers: null, content_hash: null };
  return { visitor: visit.visitor, answers: JSON.stringify(visit.answers), content_hash: hashOfContent(visit) };
}

/** The terms of a policy in the form the rules use; a refused row has none. */
function policyValues({ policy }: DecodedRow): Made {
  if (!policy) return { rate: null, tiers: null, cap: null, shares: null, modes: null, target: null, basis: null };
  const { rate, cap, modes, target, basis, tiers, shares } = policy;
  return { rate, cap, modes, target, basis, tiers: tiers && JSON.stringify(tiers), shares: JSON.stringify(shares) };
}
