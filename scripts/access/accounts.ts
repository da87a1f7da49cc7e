import { personByUsername } from '~/database/access/persons.server';
import { withSql } from '~/database/connection/sql.server';
import { OPERATOR } from '~/domain/access/person';
import { keyOf, keysOf, labelOf, type Role } from '~/domain/contract/enumerations';
import { resetSecondFactor } from '~/server/workflows/access/manage-account.server';
import { saveAccount } from '~/server/workflows/access/save-account.server';
import { runCommand, wrongUsage } from '../command/command';

runCommand({
  name: 'accounts',
  usage: 'npm run accounts -- --username U [--name N] [--role R] [--division CODE,CODE] [--reset-password] [--reset-second-factor REASON]',
  about: [
    '新建账号，或修改已有账号。初始密码只显示这一次，首次登录时必须修改。',
    'Adds an account, or changes one. The initial password is shown this once and must be changed at the first sign-in.',
  ].join('\n'),
  options: {
    username: { type: 'string', value: 'U', required: true, about: '账号 / user name' },
    name: { type: 'string', value: 'N', about: '姓名 / the person’s name' },
    role: {
      type: 'string',
      value: 'R',
      about: `角色 / ${keysOf('role')
        .map((key) => `${key} ${labelOf('role', key)}`)
        .join(', ')}`,
    },
    division: { type: 'string', value: 'CODE,CODE', about: '所辖区划代码 / codes of the divisions' },
    'reset-password': { type: 'boolean', about: '重新生成初始密码 / make a new initial password' },
    'reset-second-factor': { type: 'string', value: 'REASON', about: '取消两步验证，写明原因 / take off two-step sign-in, and why' },
  },
  async run({ values, database, print, say }) {
    const role = values.role === undefined ? undefined : roleOf(values.role);
    const divisions = values.division?.split(/[,，\s]+/).filter((code) => code !== '');
    const db = await database({ connections: 2 });
    const reason = values['reset-second-factor']?.trim();
    if (reason !== undefined) {
      if (reason === '') wrongUsage('second-factor.reason-missing');
      const account = await withSql(db, (sql) => personByUsername(sql, values.username));
      if (!account?.accountId) return wrongUsage('account.unknown');
      await resetSecondFactor(db, OPERATOR, account.accountId, reason, new Date());
      return say('两步验证已取消，所有设备已退出。 / Two-step sign-in was taken off and all devices were signed out.');
    }
    const saved = await saveAccount(
      db,
      OPERATOR,
      { username: values.username, name: values.name, role, divisions, resetPassword: values['reset-password'] },
      new Date(),
    );
    say(saved.created ? '已新建账号。 / The account was added.' : '已修改账号。 / The account was changed.');
    if (saved.initialPassword !== null) print(`${values.username}\t${saved.initialPassword}`);
  },
});

/** The key or the Chinese label. */
function roleOf(text: string): Role {
  const key = keysOf('role').find((candidate) => candidate === text) ?? keyOf('role', text);
  return (
    key ??
    wrongUsage('account.role-unknown', {
      role: text,
      roles: keysOf('role')
        .map((one) => `${one} (${labelOf('role', one)})`)
        .join(', '),
    })
  );
}
