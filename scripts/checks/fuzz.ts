/**
 * `npm run fuzz`: mutated requests over all routes and roles (tests/server/access/mutated-requests.ts) against a built app on a database
 * of its own. `npm test` sends a small part of them.
 */
import { refuse } from '~/domain/problems';
import { runCommand } from '../command/command';
import { countsOf, passes } from './in-vitest';

const REQUESTS = 20_000;

runCommand({
  name: 'fuzz',
  usage: 'npm run fuzz -- [--requests N] [--seed S]',
  about: [
    '向全部页面、以全部角色发送按种子生成的畸形请求；有一个 5xx、没有应答或看到了辖区外的户主，退出码为 1。',
    'Sends mutated requests, made from a seed, to every route as every role; exit code 1 after a 5xx, a request without an answer, or a ' +
      'household head shown to somebody who must not see it.',
  ].join('\n'),
  options: {
    requests: { type: 'string', value: 'N', about: `请求数 / requests (${REQUESTS})` },
    seed: { type: 'string', value: 'S', about: '种子 / seed (1)' },
  },
  async run({ values }) {
    const { requests, seed } = countsOf(values, { requests: REQUESTS, seed: 1 });
    const environment = { FUZZ_REQUESTS: String(requests), FUZZ_SEED: String(seed) };
    if (!(await passes('tests/server/access/route-access.test.ts', environment, 'mutated requests'))) refuse('fuzz.found');
  },
});
