/**
 * The accounts of the demonstration, one per role and a few more to show where a right ends. Their passwords are public and
 * used nowhere else.
 */
import { randomUUID } from 'node:crypto';
import { setDivisionsOfAccount } from '~/database/access/account-changes.server';
import { insertAccountWithPassword, knownUsernames } from '~/database/access/demo-accounts.server';
import type { Database } from '~/database/connection/open.server';
import { inTransaction, withSql } from '~/database/connection/sql.server';
import type { Language } from '~/domain/access/language';
import type { Role } from '~/domain/contract/enumerations';
import { translator } from '~/i18n/words.server';
import { hashPassword } from '~/server/personal/password.server';
import { LARGE_VILLAGE, OTHER_CADRE_VILLAGE, SECOND_VILLAGE } from '~/server/sample/villages.server';

type DemoAccount = { username: string; password: string; name: string; role: Role; divisions: string[] };

/** The public password. Like every password it must not contain the user's name. */
const PASSWORD = 'Qingnuan-2021';

export const DEMO_ACCOUNTS: readonly DemoAccount[] = [
  { username: 'cadre', password: PASSWORD, name: '李秀英', role: 'cadre', divisions: [LARGE_VILLAGE, SECOND_VILLAGE] },
  { username: 'cadre3', password: PASSWORD, name: '马志远', role: 'cadre', divisions: [SECOND_VILLAGE] },
  { username: 'cadre2', password: PASSWORD, name: '张建国', role: 'cadre', divisions: [OTHER_CADRE_VILLAGE] },
  { username: 'township', password: PASSWORD, name: '王海燕', role: 'township', divisions: ['140602004'] },
  { username: 'township2', password: PASSWORD, name: '刘永平', role: 'township', divisions: ['140602100'] },
  { username: 'county', password: PASSWORD, name: '赵志强', role: 'county', divisions: ['140602'] },
  { username: 'county3', password: PASSWORD, name: '马建军', role: 'county', divisions: ['140602'] },
  { username: 'county2', password: PASSWORD, name: '丰彦荣', role: 'county', divisions: ['140603'] },
  { username: 'city', password: PASSWORD, name: '孙丽', role: 'city', divisions: ['1406'] },
  { username: 'auditor', password: PASSWORD, name: '周明', role: 'auditor', divisions: ['1406'] },
  { username: 'admin', password: PASSWORD, name: '系统管理员', role: 'admin', divisions: [] },
];

/** Adds the missing accounts of the demonstration and returns how many; existing ones stay as they are. */
export async function addDemoAccounts(db: Database): Promise<number> {
  const known = new Set(await withSql(db, knownUsernames));
  const missing = DEMO_ACCOUNTS.filter((account) => !known.has(account.username));
  const hashed = await Promise.all(
    missing.map(async (account) => ({ ...account, id: randomUUID(), passwordHash: await hashPassword(account.password) })),
  );
  await inTransaction(db, async (sql) => {
    for (const account of hashed) {
      if (await insertAccountWithPassword(sql, account)) await setDivisionsOfAccount(sql, account.id, account.divisions);
    }
  });
  return missing.length;
}

/** For the sign-in page of the demonstration. */
export function demoAccounts(language: Language): { username: string; password: string; who: string }[] {
  const { t } = translator(language);
  return DEMO_ACCOUNTS.map(({ username, password, role }) => ({ username, password, who: t(`enums:role.${role}`) }));
}
