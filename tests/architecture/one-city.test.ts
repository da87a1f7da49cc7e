/** What would reach beyond a city where several lie in one database or one cluster (docs/decisions/0002-sql-and-prisma.md). */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const files = readdirSync('app/database', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.startsWith('generated'))
  .map((file) => ({ file, lines: readFileSync(`app/database/${file}`, 'utf8').split('\n') }));
const linesWith = (pattern: RegExp, allowed: RegExp) =>
  files.flatMap(({ file, lines }) =>
    lines.filter((line) => pattern.test(line) && !allowed.test(line)).map((line) => `${file}: ${line.trim()}`),
  );

test('every advisory lock is of a city', () => {
  expect(linesWith(/pg_\w*advisory\w*\(/, /cityLock|forecast_lock|\$\{KEPT\}|current_schema\(\)|LOCK, schemaOf/)).toEqual([]);
});

test('no statement names a schema, listens to what every city says, or makes a table that lies outside the city', () => {
  expect(
    linesWith(/\bpublic\.|\b(LISTEN|NOTIFY|pg_notify)\b|\bTEMP(ORARY)? TABLE\b|pg_temp/, /^\s*(\*|\/\/|\/\*)|current_schema\(\)/),
  ).toEqual([]);
});
