import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import tsconfigPaths from 'vite-tsconfig-paths';
import type { TestProject } from 'vitest/node';
import { projectRoot } from '~/database/connection/project-root.server';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the translated programs lie, each at its own path. */
    programs: string;
  }
}

const PROGRAMS = [
  'scripts/access/accounts',
  'scripts/imports/import',
  'scripts/jobs/job-entitlements',
  'scripts/checks/need-tools',
  'scripts/upkeep/verify',
  'tests/programs/odd-command',
  'tests/programs/open-and-wait',
  'tests/programs/pay-batch',
  'tests/programs/whole-app',
  'tests/helpers/app-process',
];

/**
 * The programs that tests start, translated once for all of a run. Starting one by tsx resolves its hundreds of files anew each
 * time, which takes longer than most of what they are asked; jobs are started by tsx here too, as the app does it.
 */
export default async function readyPrograms(run: TestProject): Promise<() => void> {
  const root = projectRoot();
  const folder = join(root, '.cache', `programs-${process.pid}`);
  const end = (): void => rmSync(folder, { recursive: true, force: true });
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins: [tsconfigPaths()],
    build: {
      ssr: true,
      target: 'node20',
      minify: false,
      outDir: folder,
      rollupOptions: {
        input: Object.fromEntries(PROGRAMS.map((program) => [program, join(root, `${program}.ts`)])),
        output: { entryFileNames: '[name].mjs', chunkFileNames: 'parts/[name]-[hash].mjs' },
        // The settings are read by importing them.
        treeshake: { moduleSideEffects: true },
      },
    },
  });
  run.provide('programs', folder);
  return end;
}
