/** `npm run dev`: the app from its sources with hot reload, on its own data in DATA_DIR. */

import type { ServerBuild } from '@remix-run/node';
import type { RequestHandler } from 'express';
import { type Connect, createServer } from 'vite';

process.env.DEMO = '1';
const vite = await createServer({ server: { middlewareMode: true } });
const field = await createServer({ configFile: 'vite.field.config.ts', server: { hmr: { port: 24_679 } } });
// Imported after Vite: the database's client announces in a global variable where its files are, and Vite's plugins would take
// that for their own path.
const { addDemoAccounts, DEMO_ACCOUNTS } = await import('~/server/demo/demo-accounts.server');
const { runServer } = await import('./run-server');

/** The field app has its own Vite, with the base /field/. */
function onlyBelow(path: string, handler: Connect.Server): RequestHandler {
  return (request, response, next) =>
    request.path === path || request.path.startsWith(`${path}/`) ? handler(request, response, next) : next();
}

await runServer({
  development: true,
  files: {
    loadBuild: () => vite.ssrLoadModule('virtual:remix/server-build') as Promise<unknown> as Promise<ServerBuild>,
    assets: [onlyBelow('/field', field.middlewares), vite.middlewares],
  },
  prepare: async (db) => {
    await addDemoAccounts(db);
  },
  ready: (url) => {
    process.stdout.write(`${url}\n${DEMO_ACCOUNTS.map(({ username, password }) => `  ${username} / ${password}`).join('\n')}\n`);
  },
});
