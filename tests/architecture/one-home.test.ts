/** Rules that were once decided in several places. Each is recognised by its form, and only the listed files may hold it. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const RULES: readonly { rule: string; looksLike: RegExp; homes: readonly string[] }[] = [
  {
    rule: 'which statuses are in scope',
    // Both statuses side by side, in a list or in a comparison, but not the whole list of statuses.
    looksLike: /(['"])normal\1[^;`}]{0,80}?(['"])idle\2(?!\s*[:,]\s*['"]?(cancelled|\d))|(['"])idle\4[^;`}]{0,80}?(['"])normal\5/g,
    homes: ['app/domain/household/in-scope.ts'],
  },
  {
    rule: 'how far China’s clock is ahead',
    looksLike: /\b8 \* (3_?600|60 \* 60)|28_?800|['"`+]08:00|\}\+08:00|HOURS_AHEAD = |EIGHT_HOURS/g,
    homes: ['app/domain/time/china-clock.ts'],
  },
  {
    rule: 'China’s days in SQL',
    looksLike: /AT TIME ZONE 'Asia\/Shanghai'|AT TIME ZONE 'PRC'/g,
    homes: ['app/database/connection/china-day.server.ts'],
  },
  { rule: 'names of places in SQL', looksLike: /string_agg\(\w+\.name/g, homes: ['app/database/divisions/place-name.server.ts'] },
  {
    rule: 'the order of the levels of government',
    looksLike: /['"]central['"][^;]{0,120}?['"]province['"]|central: 0, province: 0|ORDER BY (\w+\.)?level\b(?! DESC)/g,
    homes: ['app/domain/contract/enums.json'],
  },
  {
    rule: 'the ages of arrears',
    looksLike: /interval '\d+ months'|\['to3', 3\]/g,
    homes: ['app/domain/subsidy/arrears-age.ts'],
  },
  {
    rule: 'when a division has ended',
    looksLike: /\b[vdu]\.valid_to (>=?|<=?)|validTo (>=?|<=?) (day|today)/g,
    homes: ['app/domain/divisions/in-force.ts'],
  },
  {
    rule: 'whose dates a season has in a village',
    looksLike: /array_position\(v\.path, \w+\.division_code\)/g,
    homes: ['app/database/seasons/dates-of-village.server.ts'],
  },
  {
    rule: 'the steps of a batch of payments',
    looksLike: /'drafted'[,\s|]+'checked'[,\s|]+'noticed'[,\s|]+'released'[,\s|]+'reconciled'/g,
    homes: ['app/domain/subsidy/payments/batch-states.ts'],
  },
  {
    rule: 'which visits count',
    looksLike: /(!==|<>|!=) 'spot_check'|\['survey', 'recheck'\]/g,
    homes: ['app/domain/survey/counted-visit.ts'],
  },
  {
    rule: 'how a form comes in from a browser, its texts cleaned',
    // The phone's pages, which import nothing of the server, read forms of themselves.
    looksLike: /(?:\.server';|function readable)[\s\S]*request\.formData\(\)/g,
    homes: ['app/server/http/sent/sent-form.server.ts'],
  },
  {
    rule: 'how a file is given: made by the desk of the exports, or one that is there already',
    looksLike: /attachmentHeaders\(/g,
    homes: [
      'app/routes/findings.$code.files.$sha256.ts',
      'app/routes/jobs.$id.files.$name.ts',
      'app/routes/sign-off.$code.$id.workbook.ts',
      'app/server/exports/answer-export.server.ts',
      'app/server/http/respond.server.ts',
    ],
  },
];

const files = ['app', 'scripts']
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`))
  // A bench may put anything into the sheets and databases it makes.
  .filter((file) => /\.tsx?$/.test(file) && !file.startsWith('app/database/generated/') && !file.startsWith('scripts/bench/'));

describe('is decided in one place', () => {
  test.each(RULES)('$rule', ({ looksLike, homes }) => {
    const found = files.filter((file) => readFileSync(file, 'utf8').match(looksLike));
    expect(found).toEqual(homes.filter((home) => /\.tsx?$/.test(home)));
  });
});
