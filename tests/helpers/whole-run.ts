import type { TestProject } from 'vitest/node';
import { builtFolder } from '../../scripts/serve/build-when-changed';
import startServer from './database-server';
import readyPrograms from './ready-programs';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder of the built app. */
    build: string;
  }
}

/**
 * Prepares what files with a database or a browser need: one server, one build and one translation of the programs for all
 * projects of a run, made in parallel.
 */
export default async function prepareRun(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const run = project.vitest.getRootProject();
  if (run.getProvidedContext().build) return undefined; // another project of this run came first
  const [server, programs, build] = await Promise.allSettled([startServer(run), readyPrograms(run), builtFolder()]);
  const end = async (): Promise<void> => {
    if (programs.status === 'fulfilled') programs.value();
    if (server.status === 'fulfilled') await server.value();
  };
  const failed = [server, programs, build].find((part) => part.status === 'rejected');
  if (failed) {
    await end();
    throw failed.reason;
  }
  if (build.status === 'fulfilled') run.provide('build', build.value);
  return end;
}
