/** Runs the app as a separate process for tests: the built pages on a free port over the database that the test made. */
import { readFileSync } from 'node:fs';
import { connect } from '~/database/connection/connect.server';
import { env } from '~/server/http/env.server';
import { openLog } from '~/server/http/log.server';
import { handedSocket, serve } from '~/server/http/serve.server';
import type { AppProcessOptions } from './app';

const options = JSON.parse(readFileSync(0, 'utf8')) as AppProcessOptions;
const db = connect(options.databaseUrl, { connections: 10 });
const settings = env();
const served = await serve({
  db,
  log: openLog('info'),
  port: 0,
  fd: handedSocket(),
  host: '127.0.0.1',
  buildFolder: options.buildFolder,
  settings: {
    sessionSecret: settings.sessionSecret,
    metricsToken: settings.metricsToken,
    phonePasswordDays: settings.phonePasswordDays,
    dataDir: settings.dataDir,
    development: false,
    demo: options.demo,
    publicUrl: undefined,
    trustProxy: 'loopback',
    formLimitBytes: options.formLimitBytes,
    uploadLimitBytes: options.uploadLimitBytes,
  },
  jobs: { pollSeconds: 0.5, ...(options.jobProgram ? { program: [options.jobProgram] } : {}) },
});
process.on(
  'SIGTERM',
  () =>
    void served
      .stop()
      .then(() => db.close())
      .then(() => process.exit(0)),
);
process.send?.({ url: served.url });
