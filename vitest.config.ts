import tsconfigPaths from 'vite-tsconfig-paths';
import { defineConfig } from 'vitest/config';
import { DATA_KEY_OF_TESTS } from './tests/helpers/data-key';
import { Lanes } from './tests/lanes/lanes';

/**
 * quick: the rules, the words, the layers and everything else that needs no database and no other program; it takes seconds.
 * zone: the rules again, as if the machine were in another time zone than the UTC of the quick tests: one a day behind China.
 * full, own-process: everything on a real PostgreSQL. browser: the pages in a real browser. These run in parallel.
 */
const QUICK = [
  'tests/offline/**/*.test.ts',
  'tests/domain/**/*.test.{ts,tsx}',
  'tests/i18n/**/*.test.{ts,tsx}',
  'tests/architecture/**/*.test.{ts,tsx}',
  'tests/imports/{decode,template-hints}.test.ts',
  'tests/reports/{bands,chart-pictures,sheets}.test.ts',
  'tests/server/access/{personal-seal,second-factor-codes}.test.ts',
  'tests/server/bulk/sample-rows.test.ts',
  'tests/server/upkeep/environment.test.ts',
];
const BROWSER = ['tests/e2e/**/*.test.{ts,tsx}'];
/** Files that change the environment of their process, which the app reads once. */
const OWN_PROCESS = [
  'tests/database/connection/embedded.test.ts',
  'tests/imports/import-command.test.ts',
  'tests/server/access/route-access.test.ts',
  'tests/server/facts/coverage-pages.test.ts',
  'tests/server/{phones/soak,upkeep/kill}.test.ts',
];
const AFTER_FILE = 'tests/helpers/after-file.ts';

/** The rules must not depend on the machine's time zone: a day is a day in Shanghai, on a server in UTC and elsewhere. */
const TIME_ZONES = ['America/Los_Angeles'];

const ON_DATABASE = {
  globalSetup: ['tests/helpers/whole-run.ts'],
  setupFiles: [AFTER_FILE],
  pool: 'forks' as const,
  maxWorkers: 3,
  hookTimeout: 120_000,
  sequence: { groupOrder: 1 },
};

export default defineConfig({
  plugins: [tsconfigPaths()],
  test: {
    env: {
      // Tests never use a developer's own server or register.
      DATABASE_URL: '',
      SESSION_SECRET: 'kQ7vX2mN9pR4tW8yB3cF6hJ1lZ5sD0gA-of-tests-alone',
      DATA_KEY: DATA_KEY_OF_TESTS,
    },
    setupFiles: ['tests/helpers/console.ts'],
    sequence: { sequencer: Lanes },
    // The timeout catches tests that hang, and must not fail on a busy machine.
    testTimeout: 60_000,
    // Without it a run on a busy machine could end before its server was stopped.
    teardownTimeout: 120_000,
    projects: [
      // No quick test changes what another sees. In separate processes they would load the same modules fifty times.
      {
        extends: true,
        test: {
          name: 'quick',
          include: QUICK,
          pool: 'forks',
          env: { TZ: 'UTC' },
          isolate: false,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      ...TIME_ZONES.map((zone) => ({
        extends: true as const,
        test: {
          name: `zone ${zone}`,
          include: ['tests/domain/**/*.test.{ts,tsx}'],
          pool: 'forks' as const,
          env: { TZ: zone },
          isolate: false,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      })),
      {
        extends: true,
        test: {
          name: 'full',
          include: ['tests/**/*.test.{ts,tsx}'],
          exclude: [...QUICK, ...BROWSER, ...OWN_PROCESS],
          ...ON_DATABASE,
          isolate: false,
        },
      },
      { extends: true, test: { name: 'own-process', include: OWN_PROCESS, ...ON_DATABASE } },
      {
        extends: true,
        test: {
          name: 'browser',
          include: BROWSER,
          globalSetup: ['tests/helpers/whole-run.ts', 'tests/helpers/browser/browser-server.ts'],
          setupFiles: ['tests/lanes/browser-turn.ts', AFTER_FILE],
          pool: 'forks',
          isolate: false,
          maxWorkers: 3,
          testTimeout: 180_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
