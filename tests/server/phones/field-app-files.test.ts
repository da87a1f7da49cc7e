import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, inject, test } from 'vitest';
import { DESK_WORDS } from '../../../vite.field.config';

type Manifest = Record<string, { file: string; imports?: string[]; isEntry?: boolean }>;
let folder: string;
let manifest: Manifest;

beforeAll(async () => {
  folder = join(inject('build'), 'client', 'field');
  manifest = JSON.parse(readFileSync(join(folder, '.vite', 'manifest.json'), 'utf8')) as Manifest;
});

/** The files of these chunks with everything they import before they run. */
function filesOf(chunks: string[], found = new Set<string>()): Set<string> {
  for (const chunk of chunks) {
    const { file, imports = [] } = manifest[chunk]!;
    if (found.has(file)) continue;
    found.add(file);
    filesOf(imports, found);
  }
  return found;
}

const compressed = (files: Iterable<string>) =>
  [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file))).length, 0);
const chunkOf = (name: RegExp) => Object.keys(manifest).find((key) => name.test(key)) ?? `no chunk ${name}`;

/** Every script that is loaded before the list, or the form, can be used. Everything else is loaded when it is needed. */
const LIST = [/^index\.html$/, /^_?app[-.]/, /^_?guard-/, /field-words\.zh-CN\.ts$/, /^sender\.ts$/];
const FORM = [...LIST, /household-page[-.]/, /^_?visit-page[-.]/];

test('the survey’s first load, form and all, has less than 180 kB of compressed script', () => {
  const [list, form] = [LIST, FORM].map((chunks) => filesOf(chunks.map(chunkOf)));
  expect(list!.size).toBeGreaterThanOrEqual(4);
  expect(form!.size).toBeGreaterThan(list!.size);
  expect(compressed(list!)).toBeLessThan(160_000);
  // Less than the limit: what is added should be noticed before it is too much.
  expect(compressed(form!)).toBeLessThan(178_000);
});

test('no page of the phone says the desk’s words that are left out', () => {
  const scripts = Object.values(manifest)
    .filter(({ file }) => file.endsWith('.js') && !file.includes('field-words'))
    .map(({ file }) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
  for (const sections of Object.values(DESK_WORDS))
    for (const section of sections) expect(scripts, section).not.toMatch(new RegExp(`["'\`:]${section}[."'\`_$]`));
});

test('the shell holds no script of its own and nothing of anybody', () => {
  const shell = readFileSync(join(folder, 'index.html'), 'utf8');
  expect([...shell.matchAll(/<script(?![^>]*\ssrc=)[^>]*>/g)]).toEqual([]);
  expect(shell).not.toMatch(/<style|csrf/i);
});

test('the service worker takes every file that the shell and the pages name', () => {
  const worker = readFileSync(join(folder, 'service-worker.js'), 'utf8');
  for (const { file } of Object.values(manifest)) expect(worker).toContain(file);
  expect(worker).toContain('index.html');
});
