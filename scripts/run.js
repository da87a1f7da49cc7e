/**
 * `node scripts/run.js NAME …` runs a program of the project by its name. The app (start) always runs from its build. A command
 * runs from its build when that matches the current sources, and otherwise from the sources, which start more slowly.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { freshProgram, PROGRAMS } from './built-programs.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [node, , name, ...rest] = process.argv;
if (!Object.hasOwn(PROGRAMS, name)) {
  process.stderr.write(`node scripts/run.js ${Object.keys(PROGRAMS).join('|')} …\n`);
  process.exit(2);
}
const program = name === 'start' ? join(root, 'build', 'programs', 'start.mjs') : freshProgram(root, name);

if (name === 'start' && !existsSync(program)) {
  for (const language of ['zh-CN', 'en']) {
    const sentences = JSON.parse(readFileSync(join(root, 'app', 'i18n', language, 'problems.json'), 'utf8'));
    process.stderr.write(`${sentences['server.not-built']}\n`);
  }
  process.exit(1);
}
if (program === undefined) {
  const { register } = await import('tsx/esm/api');
  register();
}
const path = program ?? join(root, PROGRAMS[name]);
process.argv = [node, path, ...rest];
await import(pathToFileURL(path).href);
