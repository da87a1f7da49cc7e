/** Reads the words and the sources and reports every fault. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { projectRoot } from '~/database/connection/project-root.server';
import { PROBLEM_CODES } from '~/domain/problems';
import { compareLanguages, problemFaults, unusedKeys, usesIn, type WordFault, type Words } from './word-faults';

/** Namespaces that hold the whole contract, whether or not a screen shows a label. */
const WHOLE_CONTRACT = new Set(['enums']);

export function allWordFaults(): WordFault[] {
  const root = projectRoot();
  const read = (language: string, name: string) => JSON.parse(readFileSync(join(root, 'app', 'i18n', language, name), 'utf8')) as Words;
  const files = (language: string) =>
    readdirSync(join(root, 'app', 'i18n', language), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json'))
      .sort();
  const [chinese, english] = [files('zh-CN'), files('en')];
  const faults: WordFault[] = [
    ...chinese.filter((name) => !english.includes(name)).map((name) => ({ kind: 'missing' as const, where: `en/${name}` })),
    ...english.filter((name) => !chinese.includes(name)).map((name) => ({ kind: 'missing' as const, where: `zh-CN/${name}` })),
  ];
  const sources = usesIn(
    sourcesBelow(join(root, 'app'), [join(root, 'app', 'domain', 'problems.ts')]).concat(sourcesBelow(join(root, 'scripts'))),
  );
  for (const name of chinese.filter((one) => english.includes(one))) {
    const namespace = basename(name, '.json');
    const words = read('zh-CN', name);
    faults.push(...compareLanguages(namespace, words, read('en', name)));
    if (namespace === 'problems') {
      faults.push(...problemFaults(PROBLEM_CODES, words, sources));
      // A sentence without a code of its own may belong to another list (`row.…`), but some code must use it.
      faults.push(
        ...unusedKeys(sources, namespace, words).filter((fault) => !PROBLEM_CODES.some((code) => fault.where === `problems.json: ${code}`)),
      );
    } else if (!WHOLE_CONTRACT.has(namespace)) faults.push(...unusedKeys(sources, namespace, words));
  }
  return faults;
}

function sourcesBelow(folder: string, leaveOut: readonly string[] = []): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'generated' ? [] : sourcesBelow(path, leaveOut);
    return /\.tsx?$/.test(entry.name) && !leaveOut.includes(path) ? [readFileSync(path, 'utf8')] : [];
  });
}
