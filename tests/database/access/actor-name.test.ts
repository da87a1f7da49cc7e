import { expect, test } from 'vitest';
import { actorName } from '~/database/access/actor-name.server';
import { withSql } from '~/database/connection/sql.server';
import { freshDatabase } from '../../helpers/database';
import { accountWith } from '../../helpers/web-client';

test('who did something is named: the account, the command line in Chinese, a user name whose account is gone', async () => {
  const db = await freshDatabase();
  await accountWith(db, { username: 'xian', name: '赵县长', password: 'Hui-tou-kan-2021', role: 'county', divisions: ['140602'] });
  const names = await withSql(db, (sql) =>
    sql.query<{ name: string | null }>(`SELECT ${actorName('u')} AS name FROM unnest(ARRAY['xian', 'operator', 'gone', NULL]) AS u`),
  );
  expect(names.map(({ name }) => name)).toEqual(['赵县长', '命令行', 'gone', null]);
});
