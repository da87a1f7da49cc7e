import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { connect } from '~/database/connection/connect.server';
import { type EmbeddedServer, joinEmbeddedServer } from '~/database/connection/embedded-postgres/embedded-server.server';
import { DATABASE } from '~/database/connection/embedded-postgres/server-files.server';
import { bringUpToDate } from '~/database/connection/migrate.server';
import { fillMigrated } from '~/database/connection/open.server';
import '~/server/personal/seal.server';
import { DATA_KEY_OF_TESTS } from './data-key';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The maintenance database of the test run's server. */
    databaseServer: string;
    databaseTemplate: string;
    /** A data directory with a migrated cluster and a stopped server, for files that copy it and start a server of their own. */
    stoppedCluster: string;
  }
}

const TEMPLATE = 'template_of_tests';

/** One embedded server for a test run, in a folder of its own, with a migrated database that every test file copies. */
export default async function startServer(run: TestProject): Promise<() => Promise<void>> {
  const folder = newFolder();
  const stopped = newFolder();
  // What the template's history is keyed with.
  process.env.DATA_KEY = DATA_KEY_OF_TESTS;
  process.env.DATA_DIR = folder; // inherited by the test processes and the commands they start
  let server = await joinEmbeddedServer(folder, 'throwaway');
  const end = async () => {
    await server.leave();
    const pointer = join(folder, 'postgres.location');
    if (existsSync(pointer)) rmSync(readFileSync(pointer, 'utf8').trim(), { recursive: true, force: true });
    for (const made of [folder, stopped]) rmSync(made, { recursive: true, force: true });
  };
  try {
    await migrate(server);
    await server.leave();
    // Copied with its owners, because the cluster belongs to the server's user. A cluster outside the folder is not copied,
    // because the copy would lead to the same one.
    if (!existsSync(join(folder, 'postgres.location'))) execFileSync('cp', ['-a', `${folder}/.`, stopped]);
    server = await joinEmbeddedServer(folder, 'throwaway');
    await nameTemplate(server);
  } catch (error) {
    await end(); // a migration that fails must not leave the server running
    throw error;
  }
  run.provide('databaseServer', server.urlOf('postgres'));
  run.provide('databaseTemplate', TEMPLATE);
  run.provide('stoppedCluster', stopped);
  return end;
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'qingnuan-tests-'));
  chmodSync(folder, 0o711); // the server runs as another user when the tests run as root
  return folder;
}

async function migrate(server: EmbeddedServer): Promise<void> {
  const database = connect(server.urlOf(DATABASE), { applicationName: server.applicationName, connections: 1 });
  await bringUpToDate(database.url, (lastNoteBefore) => fillMigrated(database, lastNoteBefore));
  await database.close();
}

async function nameTemplate(server: EmbeddedServer): Promise<void> {
  const admin = connect(server.urlOf('postgres'), { applicationName: server.applicationName, connections: 1 });
  await admin.pool.query(`CREATE DATABASE ${TEMPLATE} TEMPLATE ${DATABASE}`);
  await admin.close();
}
