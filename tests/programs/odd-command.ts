import { inTransaction } from '~/database/connection/sql.server';
import { refuse } from '~/domain/problems';
import { runCommand } from '../../scripts/command/command';

/** A command that only produces the errors that commands can have. */
runCommand({
  name: 'odd',
  usage: 'odd [FILE] --how HOW [--loud]',
  about: '测试用 / for tests',
  options: {
    how: { type: 'string', value: 'HOW', required: true, about: 'succeed, refuse, fail, steps, wait' },
    loud: { type: 'boolean', about: '—' },
  },
  files: [{ name: 'FILE', about: '—', optional: true }],
  async run({ values, files, print, progress, database }) {
    switch (values.how) {
      case 'refuse':
        return refuse('visit.unknown');
      case 'fail': {
        const sum = { households: undefined as unknown as number[] };
        return print(String(sum.households.length));
      }
      case 'steps':
        progress.begin('导入 / Importing', 3);
        for (const done of [1, 2, 3]) progress.reach(done);
        return print('rows');
      case 'wait': {
        const db = await database();
        return inTransaction(db, async (sql) => {
          await sql.query(`INSERT INTO season (name) VALUES ('2030-2031')`);
          print('waiting');
          await sql.query('SELECT pg_sleep(600)');
        });
      }
      default:
        return print(JSON.stringify({ ...values, files }));
    }
  },
});
