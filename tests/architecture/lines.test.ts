import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Biome breaks code at 140 characters but leaves texts and comments alone, so this test checks those. */
const LONGEST = 140;
const CODE = /\.(?:tsx?|mjs|js|css)$/;

test(`no line of code is longer than ${LONGEST} characters`, () => {
  const files = ['app', 'scripts', 'tests']
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`))
    .concat(readdirSync('.'))
    .filter((name) => CODE.test(name) && !name.startsWith('app/database/generated/'));
  expect(files.length).toBeGreaterThan(500);
  const long = files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, at) => (Array.from(line).length > LONGEST ? [`${file}:${at + 1}`] : [])),
  );
  expect(long).toEqual([]);
});
