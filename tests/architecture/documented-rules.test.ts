/** docs/rules.md names for every rule the file that decides it and the test that proves it, as they are. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RULE_CODES } from '~/domain/findings/rule-codes';
import words from '~/i18n/zh-CN/findings/findings.json';

const ROW = /^\| \[(R\d\d)\]\((.+?)\) \| (.+?) \| \[(C\d+)\]\((.+?)\) \| `(.+?)` \| `(.+?)` \|$/gm;
const rows = [...readFileSync('docs/rules.md', 'utf8').matchAll(ROW)];
const definitions = readFileSync('docs/definitions.md', 'utf8');

test('every rule has one row, in order', () => expect(rows.map(([, code]) => code)).toEqual([...RULE_CODES]));

test.each(rows.map(([, code, link, name, clause, clauseLink, file, proof]) => ({ code, link, name, clause, clauseLink, file, proof })))(
  '$code',
  ({ code, link, name, clause, clauseLink, file, proof }) => {
    expect(link).toBe(`definitions.md#rule-${code!.toLowerCase()}`);
    expect(clauseLink).toBe(`definitions.md#clause-${clause!.toLowerCase()}`);
    expect(name).toBe(words.rules[code as 'R01'].name);
    expect(definitions).toContain(`<a id="rule-${code!.toLowerCase()}"></a>${code} | ${name} |`);
    const source = readFileSync(file!, 'utf8');
    expect(source).toMatch(/^export (const|function) /m);
    expect(source).toContain(`${code} ${name}`);
    expect(source).toContain(`docs/${link}`);
    // Opened and not opened: each stands in the part of the test that names the rule.
    const proofs = readFileSync(proof!, 'utf8');
    const begin = proofs.search(new RegExp(`['"\`]${code}\\b.*`));
    expect(begin, `${proof} names ${code}`).toBeGreaterThanOrEqual(0);
    const part = proofs.slice(Math.max(0, begin - 200), begin + 3_500);
    expect(part).toMatch(/toMatchObject|toBe\(true\)|true/);
    expect(part).toMatch(/false|null|toBeNull|toEqual\(\[\]\)/);
  },
);
