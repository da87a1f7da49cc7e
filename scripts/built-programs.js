/**
 * The programs that are built with the app, and whether a build matches the current sources. It is plain JavaScript, because it
 * runs before anything can translate TypeScript.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** @type {Record<string, string>} Name → source. */
export const PROGRAMS = {
  start: 'scripts/serve/start.ts',
  'run-job': 'scripts/jobs/run-job.ts',
  'run-exports': 'scripts/jobs/run-exports.ts',
  accounts: 'scripts/access/accounts.ts',
  backup: 'scripts/upkeep/backup.ts',
  facts: 'scripts/facts/facts.ts',
  replay: 'scripts/report/replay.ts',
  findings: 'scripts/findings/findings.ts',
  import: 'scripts/imports/import.ts',
  package: 'scripts/package/package.ts',
  rebuild: 'scripts/upkeep/rebuild.ts',
  report: 'scripts/report/report.ts',
  restore: 'scripts/upkeep/restore.ts',
  take: 'scripts/package/take.ts',
  verify: 'scripts/upkeep/verify.ts',
};

/** The sources that a build is made from. */
const SOURCES = [
  'app',
  'public',
  'scripts',
  'remix.config.js',
  'vite.config.ts',
  'vite.field.config.ts',
  'vite.programs.config.ts',
  'tailwind.config.js',
  'postcss.config.js',
  'tsconfig.json',
  'package-lock.json',
];
/** The file in the folder of built programs that holds the hash of their sources. */
export const SOURCES_FILE = 'sources.txt';

/** @param {string} root */
export function hashOfSources(root) {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap((name) => filesBelow(join(root, name))))
    hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex').slice(0, 16);
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesBelow(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return [];
  if (!found.isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => name !== 'generated')
    .sort()
    .flatMap((name) => filesBelow(join(path, name)));
}

/**
 * The path of a program built from the current sources, by `npm run build` or for the demonstration. Undefined when there is
 * none. On a machine without the sources the build is used as it is.
 * @param {string} root
 * @param {string} name
 */
export function freshProgram(root, name) {
  const built = join(root, 'build', 'programs');
  const path = join(built, `${name}.mjs`);
  if (!existsSync(join(root, 'app'))) return path;
  const sources = hashOfSources(root);
  if (existsSync(path) && readFileSync(join(built, SOURCES_FILE), 'utf8') === sources) return path;
  const cached = join(root, '.cache', 'builds', sources, 'programs', `${name}.mjs`);
  return existsSync(cached) ? cached : undefined;
}
