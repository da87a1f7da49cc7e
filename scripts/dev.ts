/** `npm run dev`: the app from its sources with hot reload, on its own data in DATA_DIR. */
import { createServer } from 'vite';
import type { ServerBuild } from '@remix-run/node';
import { addDemoAccounts, DEMO_ACCOUNTS } from '~/server/demo/demo-accounts.server';
import { runServer } from './run-server';

process.env.DEMO = '1';
const vite = await createServer({ server: { middlewareMode: true } });
await runServer({
  development: true,
  files: {
    loadBuild: () => vite.ssrLoadModule('virtual:remix/server-build') as Promise<unknown> as Promise<ServerBuild>,
    assets: [vite.middlewares],
  },
  prepare: async (db) => {
    await addDemoAccounts(db);
  },
  ready: (url) => {
    process.stdout.write(`${url}\n${DEMO_ACCOUNTS.map(({ username, password }) => `  ${username} / ${password}`).join('\n')}\n`);
  },
});
