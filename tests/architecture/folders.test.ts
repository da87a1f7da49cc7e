import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

/** The subjects of the register. Every layer that is divided by subject uses only these names (docs/decisions/0023-layout.md). */
const SUBJECTS = [
  'access',
  'divisions',
  'seasons',
  'households',
  'survey',
  'review',
  'phones',
  'facts',
  'subsidy',
  'findings',
  'targets',
  'plans',
  'quality',
  'report',
  'package',
  'imports',
  'bulk',
  'jobs',
  'upkeep',
];

/** The layers divided by subject, with the other folders of each. */
const ALSO: Record<string, readonly string[]> = {
  'app/database': ['connection', 'generated'],
  'app/server/workflows': [],
  scripts: ['bench', 'checks', 'command', 'serve'],
  'tests/database': ['connection', 'migrations'],
  'tests/server': ['api', 'http'],
  'tests/e2e': [],
};

const MOST_FILES = 25;

const entriesOf = (folder: string) => readdirSync(folder, { withFileTypes: true });
const foldersIn = (folder: string): string[] =>
  entriesOf(folder)
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
const allUnder = (folder: string): string[] => [folder, ...foldersIn(folder).flatMap((name) => allUnder(`${folder}/${name}`))];

describe('folders', () => {
  test.each(Object.entries(ALSO))('%s is divided by subject', (folder, also) => {
    expect(foldersIn(folder).filter((name) => !SUBJECTS.includes(name) && !also.includes(name))).toEqual([]);
  });

  test(`hold at most ${MOST_FILES} files, routes apart`, () => {
    const counted = ['app', 'scripts', 'tests', 'docs', 'prisma', 'public']
      .flatMap(allUnder)
      .filter((folder) => folder !== 'app/routes' && !folder.startsWith('app/database/generated'))
      .map((folder) => ({ folder, files: entriesOf(folder).filter((entry) => entry.isFile()).length }));
    expect(counted.filter(({ files }) => files > MOST_FILES)).toEqual([]);
  });
});
