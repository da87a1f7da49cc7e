import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import type { TestProject } from 'vitest/node';
import { projectRoot } from '~/database/connection/project-root.server';
import { programsBuild } from '../../vite.programs.config';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder of the translated programs, each at its own path. */
    programs: string;
  }
}

const PROGRAMS = [
  'scripts/access/accounts',
  'scripts/facts/facts',
  'scripts/imports/import',
  'scripts/jobs/run-job',
  'scripts/package/package',
  'scripts/package/take',
  'scripts/checks/need-tools',
  'scripts/upkeep/restore',
  'scripts/upkeep/verify',
  'tests/programs/odd-command',
  'tests/programs/open-and-wait',
  'tests/programs/pay-batch',
  'tests/programs/whole-app',
  'tests/helpers/app-process',
  'tests/helpers/job-that-waits',
  'tests/programs/idle-job',
];

/**
 * The programs that tests start, translated once for the whole run. Starting one with tsx resolves its hundreds of files each
 * time, which takes longer than most of their work. The jobs of a running app use the programs built with its pages.
 */
export default async function readyPrograms(run: TestProject): Promise<() => void> {
  const folder = join(projectRoot(), '.cache', `programs-${process.pid}`);
  const end = (): void => rmSync(folder, { recursive: true, force: true });
  await build({ configFile: false, ...programsBuild(Object.fromEntries(PROGRAMS.map((program) => [program, `${program}.ts`])), folder) });
  run.provide('programs', folder);
  return end;
}
