import { afterAll } from 'vitest';
// The key ring of the history, also for files that use the database alone.
import '~/server/personal/seal.server';
import { endApps } from './app';
import { dropDatabases } from './database';
import { deleteFolders } from './office-programs';

/**
 * Files share a process, so that it loads the app's modules once. What a file started and made is ended here after each file,
 * also when its own hooks failed.
 */
afterAll(async () => {
  await endApps();
  await dropDatabases();
  deleteFolders();
});
