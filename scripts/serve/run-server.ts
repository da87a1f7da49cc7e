/** The common part of `npm start`, `npm run demo` and `npm run dev`: settings, database, server, and an orderly end. */
import { type Database, openDatabase } from '~/database/connection/open.server';
import { Refusal } from '~/domain/problems';
import { sentenceOf } from '~/i18n/sentence-of.server';
import { env } from '~/server/http/env.server';
import { openLog } from '~/server/http/log.server';
import { handedSocket, type ServeOptions, serve } from '~/server/http/serve.server';
import { FORM_LIMIT_BYTES, PAGE_STATEMENT_TIMEOUT_MS, UPLOAD_BODY_LIMIT_BYTES } from '~/server/http/settings.server';
import { checkDataKeys } from '~/server/personal/check-data-keys.server';
import { openAfterBackup } from '~/server/workflows/upkeep/backup-before-upgrade.server';

export interface RunOptions {
  development: boolean;
  files?: ServeOptions['development'];
  buildFolder?: string;
  /** After the database is open and before the server listens. */
  prepare?: (db: Database) => Promise<void>;
  /** When the address is known. */
  ready?: (url: string) => Promise<void> | void;
}

export async function runServer(options: RunOptions): Promise<void> {
  try {
    await run(options);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    process.stderr.write(`${sentenceOf('zh-CN', error.problem)}\n${sentenceOf('en', error.problem)}\n`);
    process.exit(1);
  }
}

async function run({ development, files, buildFolder, prepare, ready }: RunOptions): Promise<void> {
  const settings = env();
  const log = openLog();
  const db = await openAfterBackup(
    (before) => openDatabase({ statementTimeoutMs: PAGE_STATEMENT_TIMEOUT_MS, ...before }),
    (file) => log.info({ file }, 'backup before upgrade'),
  );
  try {
    await checkDataKeys(db);
    await prepare?.(db);
    const served = await serve({
      db,
      log,
      port: settings.port,
      fd: handedSocket(),
      settings: {
        sessionSecret: settings.sessionSecret,
        metricsToken: settings.metricsToken,
        phonePasswordDays: settings.phonePasswordDays,
        dataDir: settings.dataDir,
        development,
        demo: settings.demo,
        publicUrl: settings.publicUrl,
        trustProxy: trustProxy(process.env.TRUST_PROXY),
        formLimitBytes: FORM_LIMIT_BYTES,
        uploadLimitBytes: UPLOAD_BODY_LIMIT_BYTES,
      },
      development: files,
      buildFolder,
    });
    let ending = false;
    const end = (signal: string) => {
      if (ending) return;
      ending = true;
      log.info({ signal }, 'stopping');
      void served
        .stop()
        .then(() => db.close())
        .then(
          () => process.exit(0),
          () => process.exit(1),
        );
    };
    process.on('SIGTERM', end);
    process.on('SIGINT', end);
    log.info({ url: served.url }, 'listening');
    await ready?.(served.url);
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** TRUST_PROXY: how many proxies are before the app, or their addresses. By default only this machine is trusted. */
function trustProxy(text: string | undefined): string | number | false {
  const value = text?.trim();
  if (!value) return 'loopback';
  if (value === 'false' || value === '0') return false;
  return /^\d+$/.test(value) ? Number(value) : value;
}
