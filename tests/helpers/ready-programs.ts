import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import type { TestProject } from 'vitest/node';
import { projectRoot } from '~/database/connection/project-root.server';
import { programsBuild } from '../../vite.programs.config';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the translated programs lie, each at its own path. */
    programs: string;
  }
}

const PROGRAMS = [
  'scripts/access/accounts',
  'scripts/facts/facts',
  'scripts/imports/import',
  'scripts/jobs/run-job',
  'scripts/checks/need-tools',
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
 * The programs that tests start, translated once for all of a run. Starting one by tsx resolves its hundreds of files anew each
 * time, which takes longer than most of what they are asked. The jobs of a running app are those built with its pages.
 */
export default async function readyPrograms(run: TestProject): Promise<() => void> {
  const folder = join(projectRoot(), '.cache', `programs-${process.pid}`);
  const end = (): void => rmSync(folder, { recursive: true, force: true });
  await build({ configFile: false, ...programsBuild(Object.fromEntries(PROGRAMS.map((program) => [program, `${program}.ts`])), folder) });
  run.provide('programs', folder);
  return end;
}
