/**
 * `npm run demo`: a working instance on this machine: the embedded database with the real divisions of Shuozhou, a
 * deterministic sample of households when there are none, and one account per role. A second start changes no data.
 */
import type { Database } from '~/database/open.server';
import { withSql } from '~/database/sql.server';
import { addDemoAccounts, DEMO_ACCOUNTS } from '~/server/demo/demo-accounts.server';
import { loadSample } from '~/server/sample/load-sample.server';
import { labelOf } from '~/domain/contract/enumerations';
import { builtFolder } from './build-when-changed';
import { runServer } from './run-server';

const say = (line: string) => void process.stdout.write(`${line}\n`);

if (process.argv.includes('--help') || process.argv.includes('-h')) {
  say('npm run demo\n\nStarts a demonstration at http://localhost:3000 (PORT chooses another) with sample data in DATA_DIR (.data).');
  process.exit(0);
}

process.env.NODE_ENV = 'production';
process.env.DEMO = '1';
process.env.LOG_LEVEL ??= 'warn';
const buildFolder = await builtFolder(say);

await runServer({
  development: false,
  buildFolder,
  prepare: async (db) => {
    if (await isEmpty(db)) {
      say('载入示例数据（约 1 分钟）… loading the sample');
      await loadSample(db);
    }
    await addDemoAccounts(db);
  },
  ready: (url) => {
    say(`\n清暖台账已启动 · running at ${url}\n`);
    for (const { username, password, role } of DEMO_ACCOUNTS) say(`  ${username.padEnd(10)} ${password.padEnd(15)} ${labelOf('role', role)}`);
    say('\nCtrl+C 停止 · to stop');
  },
});

async function isEmpty(db: Database): Promise<boolean> {
  const rows = await withSql(db, (sql) => sql.query('SELECT 1 FROM household LIMIT 1'));
  return rows.length === 0;
}
