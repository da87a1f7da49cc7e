/** The files of a build that browsers load by themselves: scripts, styles, pictures, and the field app. */
import { join } from 'node:path';
import express from 'express';

/** The assets of the build before this one (scripts/build.js), because pages that were open during a deployment still ask for them. */
const FORMER_ASSETS = 'former';

export function builtAssets(folder: string): express.Handler[] {
  return [
    mounted('/assets', named(join(folder, 'client', 'assets'), join(folder, FORMER_ASSETS, 'assets'))),
    mounted('/field', fieldFiles(folder)),
    express.static(join(folder, 'client'), { maxAge: '1h', index: false }),
  ];
}

/** Files whose names change with their content; the former build's where this one has none of the name. */
function named(now: string, former: string): express.Handler {
  const router = express.Router();
  router.use(express.static(now, { immutable: true, maxAge: '1y', redirect: false }));
  router.use(express.static(former, { immutable: true, maxAge: '1y', fallthrough: false, redirect: false }));
  return router;
}

/**
 * The field app. Its scripts never change under their names. The shell and the service worker are always revalidated, because
 * an update would not be noticed otherwise. Every address of the app serves the same shell, which holds no data of anybody.
 */
function fieldFiles(folder: string): express.Handler {
  const router = express.Router();
  router.use('/assets', named(join(folder, 'client', 'field', 'assets'), join(folder, FORMER_ASSETS, 'field')));
  router.use(
    express.static(join(folder, 'client', 'field'), {
      index: false,
      redirect: false,
      setHeaders: (response, path) =>
        void response.setHeader('Cache-Control', path.endsWith('.png') ? 'public, max-age=86400' : 'no-cache'),
    }),
  );
  router.get('*', (request, response, next) => {
    if (!request.accepts('html')) return next();
    response.setHeader('Cache-Control', 'no-cache');
    response.sendFile('index.html', { root: join(folder, 'client', 'field') });
  });
  return router;
}

function mounted(path: string, handler: express.Handler): express.Handler {
  const router = express.Router();
  router.use(path, handler);
  return router;
}
