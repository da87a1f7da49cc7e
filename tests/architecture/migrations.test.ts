import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** Prisma's migrator splits a file at every semicolon, even in a comment, and the rest of the comment is then no SQL. */
test('no comment of a migration holds a semicolon', () => {
  const folder = join('prisma', 'migrations');
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  expect(names.length).toBeGreaterThan(3);
  const split = names.flatMap((name) =>
    readFileSync(join(folder, name, 'migration.sql'), 'utf8')
      .split('\n')
      .flatMap((line, at) => (/--.*;/.test(line.replace(/'[^']*'/g, '')) ? [`${name}:${at + 1}`] : [])),
  );
  expect(split).toEqual([]);
});
