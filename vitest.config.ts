import tsconfigPaths from 'vite-tsconfig-paths';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * quick: the rules, the words and the layers, no database; done in seconds.
 * full: everything on a real PostgreSQL; browser: the pages in a real browser.
 */
const QUICK = ['tests/offline/**/*.test.ts', 'tests/domain/**/*.test.{ts,tsx}', 'tests/i18n/**/*.test.{ts,tsx}', 'tests/architecture/**/*.test.{ts,tsx}'];
const BROWSER = ['tests/e2e/**/*.test.{ts,tsx}'];

/** The longest files, the longest first: begun last, one of them would run on alone while the other core is idle. */
const LONGEST = [
  'server/random-histories', 'server/kill', 'imports/import-command', 'reports/libreoffice', 'server/route-access', 'database/platform-embedded',
  'server/sample', 'reports/report-variants', 'server/commands', 'e2e/import', 'e2e/sign-in', 'e2e/survey-visit', 'e2e/whole-path',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => (LONGEST.findIndex((name) => moduleId.endsWith(`/tests/${name}.test.ts`)) + LONGEST.length + 1) % (LONGEST.length + 1);
    return [...(await super.sort(files))].sort((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  plugins: [tsconfigPaths()],
  test: {
    env: {
      // Never a developer's own server or register.
      DATABASE_URL: '',
      SESSION_SECRET: 'kQ7vX2mN9pR4tW8yB3cF6hJ1lZ5sD0gA-of-tests-alone',
      DATA_KEY: 'tests:W9p2fJ7cQmV4xKz8sL1hR6tY3nB5gD0aEuTiOoPqXvM=',
    },
    setupFiles: ['tests/helpers/console.ts'],
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: 'quick', include: QUICK, maxWorkers: 2, sequence: { groupOrder: 0 } } },
      {
        extends: true,
        test: {
          name: 'full',
          include: ['tests/**/*.test.{ts,tsx}'],
          exclude: [...QUICK, ...BROWSER],
          globalSetup: ['tests/helpers/database-server.ts'],
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: BROWSER,
          globalSetup: ['tests/helpers/database-server.ts'],
          pool: 'forks',
          // One at a time: two browsers and their apps on two cores made pages wait for each other.
          maxWorkers: 1,
          testTimeout: 180_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
