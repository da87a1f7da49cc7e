import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PROGRAMS } from '../../scripts/built-programs.js';

const readme = readFileSync('README.md', 'utf8');
const table = readme.slice(readme.indexOf('## Where is'), readme.indexOf('\n## ', readme.indexOf('## Where is') + 1));
const rows = [...table.matchAll(/^\| (?<question>[^|]+) \| `(?<file>[^`]+)` \| `(?<symbol>[^`]+)` \|$/gm)].map((match) => match.groups!);

describe('README “Where is…?”', () => {
  test('has its rows', () => {
    expect(rows.length).toBeGreaterThanOrEqual(15);
  });

  test.each(rows.map((row) => [row.question, row.file!, row.symbol!] as const))('%s', (_question, file, symbol) => {
    expect(existsSync(file), file).toBe(true);
    expect(readFileSync(file, 'utf8')).toContain(symbol);
  });

  test('every npm command the README names exists', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    const named = [...readme.matchAll(/npm (?:run )?([a-z][a-z:]*)/g)].map((match) => match[1]!).filter((name) => name !== 'ci');
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  test('every script a command runs exists', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    const run = Object.values(scripts).flatMap((script) => [...script.matchAll(/\b(scripts\/[\w./-]+)/g)].map((match) => match[1]!));
    expect(run.filter((file) => !existsSync(file))).toEqual([]);
    const built = Object.values(scripts).flatMap((script) => /^node scripts\/run\.js ([\w-]+)$/.exec(script)?.[1] ?? []);
    expect(built).not.toEqual([]);
    expect(built.filter((name) => !(name in PROGRAMS))).toEqual([]);
    expect(Object.values(PROGRAMS).filter((file) => !existsSync(file))).toEqual([]);
  });
});
