import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const FOLDER = 'docs/decisions';
const names = readdirSync(FOLDER)
  .filter((name) => name !== 'README.md')
  .sort();
const index = readFileSync(`${FOLDER}/README.md`, 'utf8');

describe('decision records', () => {
  test('are numbered from 0001 without a gap', () => {
    expect(names.map((name) => name.slice(0, 5))).toEqual(names.map((_, at) => `${String(at + 1).padStart(4, '0')}-`));
  });

  test.each(names)('%s has its number, a date, a status and its row in the index', (name) => {
    const [heading = '', , line = ''] = readFileSync(`${FOLDER}/${name}`, 'utf8').split('\n');
    const [, number, title] = /^# (\d{4}) (.+)$/.exec(heading) ?? [];
    const [, date, status] = /^Date: (\d{4}-\d{2}-\d{2}) · Status: (accepted|superseded by \d{4})$/.exec(line) ?? [];
    expect(number, heading).toBe(name.slice(0, 4));
    expect(new Date(`${date}T00:00:00Z`).toISOString().slice(0, 10), line).toBe(date);
    expect(index).toContain(`| [${number}](${name}) | ${title} | ${date} | ${status} |`);
  });
});
