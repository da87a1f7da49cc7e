/** The app with the embedded database of DATA_DIR, as in `npm start`, on this port or any free one, for tests that kill it. */
import { openDatabase } from '~/database/connection/open.server';
import { env } from '~/server/http/env.server';
import { openLog } from '~/server/http/log.server';
import { serve } from '~/server/http/serve.server';
import { FORM_LIMIT_BYTES, PAGE_STATEMENT_TIMEOUT_MS, UPLOAD_BODY_LIMIT_BYTES } from '~/server/http/settings.server';

const [buildFolder, port = '0'] = process.argv.slice(2);
const settings = env();
const db = await openDatabase({ quiet: true, statementTimeoutMs: PAGE_STATEMENT_TIMEOUT_MS });
const served = await serve({
  db,
  log: openLog('silent'),
  port: Number(port),
  host: '127.0.0.1',
  buildFolder,
  settings: {
    sessionSecret: settings.sessionSecret,
    metricsToken: settings.metricsToken,
    phonePasswordDays: settings.phonePasswordDays,
    dataDir: settings.dataDir,
    publicUrl: undefined,
    development: false,
    demo: false,
    trustProxy: false,
    formLimitBytes: FORM_LIMIT_BYTES,
    uploadLimitBytes: UPLOAD_BODY_LIMIT_BYTES,
  },
});
process.on(
  'SIGTERM',
  () =>
    void served
      .stop()
      .then(() => db.close())
      .then(() => process.exit(0)),
);
process.stdout.write(`listening at ${served.url}\n`);
