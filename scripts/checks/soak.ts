/** `npm run soak`: fault after fault while villages send (tests/server/phones/soak.test.ts). `npm test` plays three of them. */
import { refuse } from '~/domain/problems';
import { runCommand } from '../command/command';
import { countsOf, passes } from './in-vitest';

const FAULTS = 100;

runCommand({
  name: 'soak',
  usage: 'npm run soak -- [--faults N] [--seed S]',
  about: [
    '村干部上报的同时，按种子随机杀死应用、数据库和任务，占满磁盘，数据库只读、断连、锁表，时钟差四百天；' +
      '有回执的记录丢了一条或核验不一致，退出码为 1。',
    'While villages send to two apps on one data directory, app, database and jobs are killed, the disk is filled, the database made ' +
      'read-only, its connections are cut and its tables locked, and a clock is set wrong by 400 days, in an order made from a seed; ' +
      'exit code 1 when a record with a receipt is lost or a verification finds something.',
  ].join('\n'),
  options: {
    faults: { type: 'string', value: 'N', about: `故障次数 / faults (${FAULTS})` },
    seed: { type: 'string', value: 'S', about: '种子 / seed (1)' },
  },
  async run({ values }) {
    const { faults, seed } = countsOf(values, { faults: FAULTS, seed: 1 });
    const environment = { SOAK_FAULTS: String(faults), SOAK_SEED: String(seed) };
    if (!(await passes('tests/server/phones/soak.test.ts', environment))) refuse('soak.lost');
  },
});
