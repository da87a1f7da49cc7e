import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { builtFolder } from '../../scripts/build-when-changed';

type Manifest = Record<string, { file: string; imports?: string[]; isEntry?: boolean }>;
let folder: string;
let manifest: Manifest;

beforeAll(async () => {
  folder = join(await builtFolder(), 'client', 'field');
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

const compressed = (files: Iterable<string>) => [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file))).length, 0);
const chunkOf = (name: RegExp) => Object.keys(manifest).find((key) => name.test(key)) ?? `no chunk ${name}`;

test('the survey’s first load has at most 180 kB of compressed script: entry, list, words, sending', () => {
  const files = filesOf([chunkOf(/^index\.html$/), chunkOf(/^_?app[-.]/), chunkOf(/field-words\.zh-CN\.ts$/), chunkOf(/^sender\.ts$/)]);
  expect(files.size).toBeGreaterThanOrEqual(4);
  expect(compressed(files)).toBeLessThanOrEqual(180_000);
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
