import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { connect } from '~/database/connection/connect.server';
import { type EmbeddedServer, joinEmbeddedServer } from '~/database/connection/embedded-postgres/embedded-server.server';
import { bringUpToDate } from '~/database/connection/migrate.server';
import { loadShippedDivisions } from '~/database/divisions/shipped-divisions.server';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The maintenance database of the test run's server. */
    databaseServer: string;
    databaseTemplate: string;
  }
}

const TEMPLATE = 'template_of_tests';

/** One embedded server for a test run, in a folder of its own, with a migrated database that every test file copies. */
export default async function startServer(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'qingnuan-tests-'));
  chmodSync(folder, 0o711); // the server runs as another user when the tests run as root
  process.env.DATA_DIR = folder; // inherited by the test processes and the commands they start
  const server = await joinEmbeddedServer(folder, 'throwaway');
  const end = async () => {
    await server.leave();
    const pointer = join(folder, 'postgres.location');
    if (existsSync(pointer)) rmSync(readFileSync(pointer, 'utf8').trim(), { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await makeTemplate(server);
  } catch (error) {
    await end(); // a migration that fails must not leave its server running
    throw error;
  }
  project.provide('databaseServer', server.urlOf('postgres'));
  project.provide('databaseTemplate', TEMPLATE);
  return end;
}

async function makeTemplate(server: EmbeddedServer): Promise<void> {
  const admin = connect(server.urlOf('postgres'), { applicationName: server.applicationName, connections: 1 });
  await admin.pool.query(`CREATE DATABASE ${TEMPLATE}`);
  await admin.close();

  const template = connect(server.urlOf(TEMPLATE), { applicationName: server.applicationName, connections: 1 });
  await bringUpToDate(template.url, () => loadShippedDivisions(template));
  await template.close();
}
