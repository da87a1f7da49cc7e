/**
 * `npm run demo`: a working instance on this machine: the embedded database with the real divisions of Shuozhou, a
 * deterministic sample of households when there are none, and one account per role. A second start changes no data.
 */

import { labelOf } from '~/domain/contract/enumerations';
import { DEMO_ACCOUNTS } from '~/server/demo/demo-accounts.server';
import { loadSample, type SampleOutcome, type SampleStage } from '~/server/sample/load-sample.server';
import { Progress } from '../command/progress';
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

const STAGES: Record<SampleStage, string> = {
  reading: '载入示例数据 loading the sample',
  checking: '核对示例数据 checking',
  facts: '汇总 adding up',
  history: '留痕 writing the history',
  visits: '演示用的入户和审核 visits and reviews',
  closing: '关闭上一采暖季 closing a season',
};
let sample: SampleOutcome = 'there-already';

await runServer({
  development: false,
  buildFolder,
  prepare: async (db) => {
    const progress = new Progress(process.stdout);
    let stage = '';
    sample = await loadSample(db, ({ stage: now, done, total, ...more }) => {
      const name = 'sheet' in more && more.sheet ? `${STAGES[now]}〈${more.sheet}〉` : STAGES[now];
      if (name !== stage) progress.begin(name, total > 1 ? total : 0);
      stage = name;
      progress.reach(done);
    });
    progress.end();
  },
  ready: (url) => {
    say(`\n清暖台账已启动 · running at ${url}\n`);
    if (sample === 'not-ours') {
      say('此数据目录里是实际的户台账：没有载入示例，也没有演示账号。请用 DATA_DIR 换一个空目录。');
      say(
        'This data directory holds a real register: no sample and no demonstration accounts were added. Choose an empty one with DATA_DIR.',
      );
      return;
    }
    for (const { username, password, role } of DEMO_ACCOUNTS)
      say(`  ${username.padEnd(10)} ${password.padEnd(15)} ${labelOf('role', role)}`);
    say('\nCtrl+C 停止 · to stop');
  },
});
