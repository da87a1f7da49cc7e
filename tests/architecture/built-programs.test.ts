import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freshProgram, hashOfSources } from '../../scripts/built-programs.js';

let root: string;
/** Files of the invented project only. */
const [RULE, OTHER] = ['rule', 'another'].map((name) => `app/domain/${name}.ts`) as [string, string];
const write = (path: string, text: string): void => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'qingnuan-built-'));
  write(RULE, 'export const limit = 1;');
  write('scripts/facts/facts.ts', 'print();');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function built(): void {
  write('build/programs/facts.mjs', 'print();');
  write('build/programs/sources.txt', hashOfSources(root));
}

describe('a command runs as it was built', () => {
  test('when the build is of the sources as they are', () => {
    built();
    expect(freshProgram(root, 'facts')).toBe(join(root, 'build/programs/facts.mjs'));
  });

  test('not when a source has changed, has come or has gone since', () => {
    built();
    write(RULE, 'export const limit = 2;');
    expect(freshProgram(root, 'facts')).toBeUndefined();
    write(RULE, 'export const limit = 1;');
    expect(freshProgram(root, 'facts')).toBeDefined();
    write(OTHER, '');
    expect(freshProgram(root, 'facts')).toBeUndefined();
    rmSync(join(root, OTHER));
    renameSync(join(root, 'scripts/facts/facts.ts'), join(root, 'scripts', 'facts', 'other.ts'));
    expect(freshProgram(root, 'facts')).toBeUndefined();
  });

  test('by the demonstration’s build of the same sources', () => {
    const path = `.cache/builds/${hashOfSources(root)}/programs/facts.mjs`;
    write(path, 'print();');
    expect(freshProgram(root, 'facts')).toBe(join(root, path));
  });

  test('where the build alone was installed', () => {
    built();
    rmSync(join(root, 'app'), { recursive: true });
    expect(freshProgram(root, 'facts')).toBe(join(root, 'build/programs/facts.mjs'));
  });

  test('not when there is none', () => {
    expect(freshProgram(root, 'facts')).toBeUndefined();
  });
});
