/**
 * Every citation can be opened: each link, anchor and path named in the repository, and an entry for every key the register
 * counts by.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ENUMERATIONS, keysOf, labelOf } from '~/domain/contract/enumerations';
import report from '~/domain/contract/report.json';
import { INDICATORS } from '~/domain/indicators/indicators';
import { AMOUNT_MEASURES, COUNT_MEASURES } from '~/domain/indicators/measures';
import englishLists from '~/i18n/en/enums.json';
import { FLAG_WORDS } from '~/reports/words';

const ITSELF = 'tests/architecture/citations.test.ts';
const TEXT = /\.(ts|tsx|js|json|md|sql|prisma|css|sh|html|example|ya?ml)$|^\.ci\//;
/** Files left out: generated ones, and texts kept exactly as agreed with the readers of the workbooks. */
const LEFT_OUT = /^(app\/database\/generated\/|app\/domain\/contract\/\w+\.json$|package-lock\.json$)/;

const below = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`) : [];
const atTop = readdirSync('.', { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []));
const everything = [...atTop, ...['app', 'scripts', 'tests', 'prisma', 'docs', '.ci', 'public'].flatMap(below)];
const files = everything.filter((file) => TEXT.test(file) && !LEFT_OUT.test(file) && file !== ITSELF);
const texts = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
const pages = files.filter((file) => file.endsWith('.md'));

const withoutCode = (markdown: string): string => markdown.replace(/^```[\s\S]*?^```/gm, '');

/** The anchors of a page: explicit ones, and those that a heading gets by itself. */
function anchorsOf(page: string): Set<string> {
  const text = withoutCode(readFileSync(page, 'utf8'));
  const written = [...text.matchAll(/<a id="([^"]+)">/g)].map((match) => match[1]!);
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map((match) =>
    match[1]!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
  return new Set([...written, ...headings]);
}
const anchors = new Map(pages.map((page) => [page, anchorsOf(page)]));

/** Why a target cannot be opened; null when it can. */
function faultOf(target: string): string | null {
  const [path, anchor] = target.split('#') as [string, string?];
  if (!existsSync(path)) return `there is no ${path}`;
  return anchor === undefined || anchors.get(path)?.has(anchor) ? null : `${path} has no anchor ${anchor}`;
}

const definitions = readFileSync('docs/definitions.md', 'utf8');
const glossary = readFileSync('docs/glossary.md', 'utf8');
const kebab = (key: string): string =>
  key
    .replace(/[._]/g, '-')
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase();

/** The text of an entry, from its anchor to the next one; in a table its row. */
function entryOf(page: string, anchor: string): string | undefined {
  const from = page.indexOf(`<a id="${anchor}"></a>`);
  if (from < 0) return undefined;
  const rest = page.slice(from + 1);
  return rest.slice(0, /<a id="|\n## |\|\n/.exec(rest)?.index);
}

/** The cells of an entry that is a table row, with its key without backticks. */
const cellsOf = (anchor: string): string[] | undefined =>
  entryOf(definitions, anchor)
    ?.replace(/^[^>]*><\/a>/, '')
    .split('|')
    .map((cell) => cell.trim());

describe('citations', () => {
  test('of a file of the repository can be opened, of a page with its anchor', () => {
    const cited = /(?<![\w/@.-]|resolve\(')(?:app|docs|scripts|tests|prisma)\/[\w./-]+\.(?:ts|tsx|md|css|sql|json|prisma)\b(?:#[\w-]+)?/g;
    const faults = [...texts].flatMap(([file, text]) =>
      [...text.matchAll(cited)].flatMap(([target]) => faultOf(target) ?? []).map((fault) => `${file}: ${fault}`),
    );
    expect(faults).toEqual([]);
  });

  test('of a decision by its number can be opened', () => {
    const numbers = new Set(pages.flatMap((page) => /^docs\/decisions\/(\d{4})-/.exec(page)?.[1] ?? []));
    const faults = [...texts].flatMap(([file, text]) =>
      [...text.matchAll(/\bdecisions? (\d{4})\b/gi)].filter(([, number]) => !numbers.has(number!)).map(([cited]) => `${file}: ${cited}`),
    );
    expect(faults).toEqual([]);
  });

  test('links between pages can be opened, with their anchors', () => {
    const faults = pages.flatMap((page) =>
      [...withoutCode(texts.get(page)!).matchAll(/\]\(([^)\s]+)\)/g)]
        .map((match) => match[1]!)
        .filter((target) => !/^[a-z]+:/.test(target))
        .flatMap((target) => faultOf(target.startsWith('#') ? page + target : normalize(join(dirname(page), target))) ?? [])
        .map((fault) => `${page}: ${fault}`),
    );
    expect(faults).toEqual([]);
  });

  test('paths of code that a page names are there', () => {
    const isThere = (path: string): boolean => {
      const pattern = new RegExp(`(^|/)${path.replace(/[.+()[\]]/g, '\\$&').replace(/\*+/g, '[^/]*')}/?$`);
      return existsSync(path) || everything.some((file) => pattern.test(file));
    };
    const isPath = (word: string): boolean =>
      /^(app|scripts|tests|prisma|docs|public)\/[\w./*$-]*$/.test(word) || /^[\w./*-]*\w[\w*-]*\.(ts|tsx|js|css|sql|prisma)$/.test(word);
    const missing = pages.flatMap((page) =>
      [...withoutCode(texts.get(page)!).matchAll(/`([^`\n]+)`/g)]
        .flatMap((match) => match[1]!.split(' '))
        .filter((word) => isPath(word) && !isThere(word))
        .map((word) => `${page}: ${word}`),
    );
    expect(missing).toEqual([]);
  });

  test('no anchor is there twice', () => {
    for (const page of pages) {
      const written = [...texts.get(page)!.matchAll(/<a id="([^"]+)">/g)].map((match) => match[1]!);
      expect(
        written.filter((anchor, at) => written.indexOf(anchor) !== at),
        page,
      ).toEqual([]);
    }
  });

  test('nothing is cited that the repository does not hold', () => {
    const elsewhere = [
      /\b(?:SPEC|DOMAIN|ARCHITECTURE|CODEBASES)\b/,
      /\b(?:RULES|DESIGN|EXCEL)(?:\.md\b| section| §| \d)/,
      /\bsections? \d/i,
      /\bspecifications?\b/i,
      /\bof the catalogue\b/,
      // The contract is in app/domain/contract.
      /(?<!domain\/|\.)\bcontract\/\w+\.json/,
      // A clause of the source document is cited by its anchor.
      /^\s*(?:\/\*\*|\*|\/\/).*(?:\bclause C\d|\(C\d{1,2}(?=[ ,:;)“])|[,;] C\d{1,2} “)/i,
    ];
    // The contract's own note names a paper that is not here; the page says what it means.
    const explained = /“section 5( of)?$|^(of )?the specification” means/;
    const found = [...texts].flatMap(([file, text]) =>
      text.split('\n').flatMap((line, at) => {
        if (file === 'docs/definitions.md' && explained.test(line)) return [];
        const paper = /\b[A-Z][A-Z0-9_-]+\.md\b/.exec(line)?.[0];
        const missing = paper !== undefined && !existsSync(paper) && !existsSync(`docs/${paper}`);
        return missing || elsewhere.some((pattern) => pattern.test(line)) ? [`${file}:${at + 1} ${line.trim()}`] : [];
      }),
    );
    expect(found).toEqual([]);
  });

  test('every rule, clause and indicator that code names has its entry', () => {
    const named = [...texts].flatMap(([file, text]) =>
      file.startsWith('docs/') ? [] : [...text.matchAll(/\bR(?:0[1-9]|1\d|2\d)\b/g)].map((match) => `rule-${match[0].toLowerCase()}`),
    );
    const wanted = new Set([...named, ...INDICATORS.map(({ clause }) => `clause-${clause.toLowerCase()}`)]);
    expect([...wanted].filter((anchor) => !anchors.get('docs/definitions.md')!.has(anchor))).toEqual([]);
  });
});

/** The headings on paper by key: 附件1, group and title. */
const summary = report.sheets.find(({ name }) => name.startsWith('附件1 '))!.columns as { group: string; title: string; key: string }[];
const onPaper = new Map(summary.map(({ group, title, key }) => [key, group === '' ? title : `${group}·${title}`]));
const printedIn = (entry: string): string[] => [...entry.matchAll(/「([^」]+)」/g)].map((match) => match[1]!);

describe('docs/definitions.md', () => {
  const flags = new Set<string>([...FLAG_WORDS.map(([letter]) => letter), 'cold']);
  const anchorOf = (key: string): string => `${flags.has(key) ? 'flag-' : key.startsWith('continuity.') ? '' : 'measure-'}${kebab(key)}`;
  const counted = [...COUNT_MEASURES, ...AMOUNT_MEASURES, 'findings', 'findingsClosed'].map((key) => [key, anchorOf(key)] as const);
  const indicators = INDICATORS.map(({ key }) => [key as string, `indicator-${kebab(key)}`] as const);

  test.each([...counted, ...indicators])('%s has its entry, with the heading the contract gives it on paper', (key, anchor) => {
    const entry = entryOf(definitions, anchor);
    expect(entry, anchor).toBeDefined();
    expect(printedIn(entry!)).toEqual(onPaper.has(key) ? [onPaper.get(key)] : []);
  });

  test('the flags are headed as the workbook names them', () => {
    for (const [letter, name] of FLAG_WORDS) {
      expect(definitions).toMatch(new RegExp(`<a id="flag-${letter.toLowerCase()}"></a>\n\n### ${letter} [a-z ]+ ${name}\n`));
    }
  });

  test.each(INDICATORS.map((one) => [one.key, one] as const))('%s has its name and clause', (key, { name, clause }) => {
    const [code, heading, , , link] = cellsOf(`indicator-${kebab(key)}`)!;
    expect([code, heading, link]).toEqual([`\`${key}\``, name, `[${clause}](#clause-${clause.toLowerCase()})`]);
  });

  test.each(keysOf('continuity'))('continuity %s has its label', (key) => {
    expect(cellsOf(`continuity-${kebab(key)}`)!.slice(0, 2)).toEqual([`\`${key}\``, labelOf('continuity', key)]);
  });

  test.each(keysOf('role'))('role %s has its label', (key) => {
    expect(cellsOf(`role-${kebab(key)}`)!.slice(0, 2)).toEqual([`\`${key}\``, labelOf('role', key)]);
  });

  test('the limits are those of the code', () => {
    const rows = [...definitions.matchAll(/^\| <a id="limit-[^|]+\| (\d+) \| `(\w+)` \| `([^`]+)` \|$/gm)];
    expect(rows.length).toBeGreaterThan(10);
    for (const [, value, constant, file] of rows) {
      expect(readFileSync(file!, 'utf8'), constant).toMatch(new RegExp(`\\b${constant} = ${value}\\b`));
    }
  });
});

describe('docs/glossary.md', () => {
  test('names the table of every term, and every table has a term', () => {
    const schema = readFileSync('prisma/schema.prisma', 'utf8');
    const models = [...schema.matchAll(/^model (\w+)/gm)].map((match) => match[1]!);
    const terms = glossary.slice(0, glossary.indexOf('<a id="code-lists">'));
    const named = [...terms.matchAll(/\| ([^|\n]*)\|$/gm)].flatMap(([, cell]) => [...cell!.matchAll(/`(\w+)`/g)].map((match) => match[1]!));
    expect([...new Set(named)].sort()).toEqual([...models].sort());
  });

  test.each(Object.entries(ENUMERATIONS))('has the list %s as the contract and the English words have it', (list, labels) => {
    const english = englishLists[list as keyof typeof englishLists] as Record<string, string>;
    const rows = Array.isArray(labels)
      ? labels.map((label) => `| ${label} | ${english[label]} |`)
      : Object.entries(labels).map(([key, label]) => `| \`${key}\` | ${label} | ${english[key]} |`);
    const from = glossary.indexOf(`<a id="list-${kebab(list)}"></a>`);
    expect(from, list).toBeGreaterThan(0);
    const section = glossary.slice(from + 1).split('\n<a id="')[0]!;
    expect(section.trimEnd().split('\n').slice(6)).toEqual(rows);
  });
});
