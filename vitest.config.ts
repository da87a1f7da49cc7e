import tsconfigPaths from 'vite-tsconfig-paths';
import { defineConfig } from 'vitest/config';
import { Lanes } from './tests/lanes/lanes';

/**
 * quick: the rules, the words, the layers and what else needs neither database nor other programs; done in seconds.
 * zone: the rules again as if the machine stood elsewhere.
 * full: everything on a real PostgreSQL; browser: the pages in a real browser. Both beside each other.
 */
const QUICK = [
  'tests/offline/**/*.test.ts',
  'tests/domain/**/*.test.{ts,tsx}',
  'tests/i18n/**/*.test.{ts,tsx}',
  'tests/architecture/**/*.test.{ts,tsx}',
  'tests/imports/{decode,template-hints}.test.ts',
  'tests/reports/sheets.test.ts',
  'tests/server/access/personal-seal.test.ts',
  'tests/server/bulk/sample-rows.test.ts',
  'tests/server/upkeep/environment.test.ts',
];
const BROWSER = ['tests/e2e/**/*.test.{ts,tsx}'];

/** The rules must not depend on where the machine stands: a day is a day in Shanghai, on a server in UTC and elsewhere. */
const TIME_ZONES = ['UTC', 'Asia/Shanghai', 'America/Los_Angeles'];

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
    sequence: { sequencer: Lanes },
    // For what hangs: a busy machine is no failure.
    testTimeout: 60_000,
    // Or a run that is put off its end by others leaves its server behind.
    teardownTimeout: 120_000,
    projects: [
      // Not one of them changes what another sees; in processes of their own they would load the same modules fifty times.
      { extends: true, test: { name: 'quick', include: QUICK, isolate: false, maxWorkers: 2, sequence: { groupOrder: 0 } } },
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
          exclude: [...QUICK, ...BROWSER],
          globalSetup: ['tests/helpers/whole-run.ts'],
          pool: 'forks',
          maxWorkers: 3,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: BROWSER,
          globalSetup: ['tests/helpers/whole-run.ts', 'tests/helpers/browser/browser-server.ts'],
          setupFiles: ['tests/lanes/one-browser.ts'],
          pool: 'forks',
          maxWorkers: 3,
          testTimeout: 180_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
