import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

/** What each layer of app/ may import from the others. Arrows point down only. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  domain: [],
  i18n: ['domain'],
  reports: ['domain', 'i18n'],
  imports: ['domain', 'i18n'],
  offline: ['domain'],
  database: ['domain'],
  server: ['domain', 'i18n', 'database', 'reports', 'imports'],
  screens: ['domain', 'i18n', 'offline', 'reports'],
  field: ['domain', 'i18n', 'offline', 'screens', 'styles'],
  styles: [],
  routes: ['domain', 'i18n', 'database', 'reports', 'imports', 'offline', 'server', 'screens', 'styles'],
};
/** Files directly in app/ (root, entries) are glue like routes. */
const layerOf = (file: string): string => {
  const [, layer, ...rest] = file.split('/');
  return rest.length === 0 ? 'routes' : layer!;
};

type Import = { from: string; to: string };

function importsOf(file: string): Import[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
  return importedFiles.map(({ fileName }) => {
    if (fileName.startsWith('~/')) return { from: file, to: `app/${fileName.slice(2)}` };
    if (fileName.startsWith('.')) return { from: file, to: normalize(join(dirname(file), fileName)) };
    return { from: file, to: fileName };
  });
}

const sourcesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file}`)
    .filter((file) => /\.tsx?$/.test(file) && !file.startsWith('app/database/generated/'));
const files = sourcesIn('app');
const imports = files.flatMap(importsOf);

/** The file of ours that an import names without its ending. */
function fileOf(to: string): string | undefined {
  return [to, `${to}.ts`, `${to}.tsx`, `${to}/index.ts`].find((file) => existsSync(file) && statSync(file).isFile());
}

/** Each circle of imports once, as the files on its way. Type imports count too, because a reader follows them. */
function circles(all: readonly Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of all) {
    const file = fileOf(to);
    if (file) next.set(from, [...(next.get(from) ?? []), file]);
  }
  const found: string[] = [];
  const done = new Set<string>();
  const way: string[] = [];
  const visit = (file: string): void => {
    if (way.includes(file)) found.push([...way.slice(way.indexOf(file)), file].join(' → '));
    if (done.has(file)) return;
    done.add(file);
    way.push(file);
    for (const one of next.get(file) ?? []) visit(one);
    way.pop();
  };
  for (const file of next.keys()) visit(file);
  return found;
}

/** What is loaded together with a file: neither its types nor what it imports later. */
function loadedWith(file: string): string[] {
  const { statements } = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  return statements.flatMap((one) => {
    if (!ts.isImportDeclaration(one) && !ts.isExportDeclaration(one)) return [];
    const clause = ts.isImportDeclaration(one) ? one.importClause : undefined;
    const named = clause?.namedBindings;
    const typesAlone =
      (ts.isExportDeclaration(one) ? one.isTypeOnly : clause?.isTypeOnly) ||
      (clause && !clause.name && named && ts.isNamedImports(named) && named.elements.every(({ isTypeOnly }) => isTypeOnly));
    if (typesAlone || !one.moduleSpecifier || !ts.isStringLiteral(one.moduleSpecifier)) return [];
    const to = one.moduleSpecifier.text;
    if (to.startsWith('~/')) return [`app/${to.slice(2)}`];
    return [to.startsWith('.') ? normalize(join(dirname(file), to)) : to];
  });
}

/** Every package and file that is loaded before the app answers anything. */
function loadedAtStart(): ReadonlySet<string> {
  const loaded = new Set<string>();
  const waiting = [...sourcesIn('app/routes'), 'app/root.tsx', 'app/entry.server.tsx'];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (loaded.has(file)) continue;
    loaded.add(file);
    for (const to of loadedWith(file)) {
      const ours = fileOf(to);
      if (ours && /\.tsx?$/.test(ours)) waiting.push(ours);
      else loaded.add(to);
    }
  }
  return loaded;
}

describe('layers of app/', () => {
  test('every folder of app/ is a layer', () => {
    expect([...new Set(files.map(layerOf))].filter((layer) => !(layer in MAY_IMPORT))).toEqual([]);
  });

  test('import downwards only', () => {
    const wrong = imports.filter(({ from, to }) => {
      if (!to.startsWith('app/')) return false;
      const [source, target] = [layerOf(from), layerOf(to)];
      return source !== target && !MAY_IMPORT[source]?.includes(target);
    });
    expect(wrong).toEqual([]);
  });

  test('the domain knows only itself and zod', () => {
    const wrong = imports.filter(
      ({ from, to }) => layerOf(from) === 'domain' && !to.startsWith('app/domain') && to !== 'zod' && to !== 'pinyin-pro',
    );
    expect(wrong).toEqual([]);
  });

  test('the domain reads no clock and no environment', () => {
    const wrong = files.filter(
      (file) => layerOf(file) === 'domain' && /\bnew Date\(\)|Date\.now\(|process\.|Math\.random\(/.test(readFileSync(file, 'utf8')),
    );
    expect(wrong).toEqual([]);
  });

  test('only the database layer knows Prisma and pg', () => {
    const wrong = imports.filter(({ from, to }) => /^(pg|pg-.*|@prisma\/.*)$/.test(to) && to !== 'pg-boss' && layerOf(from) !== 'database');
    expect(wrong).toEqual([]);
  });

  test('one file each knows ExcelJS', () => {
    const knowing = [...new Set(imports.filter(({ to }) => to === 'exceljs').map(({ from }) => from))];
    expect(knowing.filter((file) => layerOf(file) !== 'reports' && layerOf(file) !== 'imports')).toEqual([]);
    expect(knowing.length).toBeLessThanOrEqual(2);
  });

  test('the app starts without what writes workbooks and Word files', () => {
    const loaded = loadedAtStart();
    expect(loaded).toContain('@remix-run/react');
    expect(loaded).toContain('app/server/jobs/job-kinds.server.ts');
    expect([...loaded].filter((one) => /^(exceljs|docx)\b/.test(one))).toEqual([]);
  });

  test('there is no bucket folder', () => {
    expect(files.filter((file) => /\/(utils?|helpers?|lib|common|misc|other)\//.test(file))).toEqual([]);
  });
});

describe('imports of app/, scripts/ and tests/', () => {
  test('run in no circle', () => {
    expect(circles(['app', 'scripts', 'tests'].flatMap(sourcesIn).flatMap(importsOf))).toEqual([]);
  });

  test('a circle would be found', () => {
    const [one, two, three] = ['app/root.tsx', 'app/entry.client.tsx', 'app/entry.server.tsx'] as const;
    const ways = [
      { from: one, to: two },
      { from: two, to: 'app/entry.server' },
      { from: three, to: one },
      { from: three, to: 'react' },
    ];
    expect(circles(ways)).toEqual([`${one} → ${two} → ${three} → ${one}`]);
    expect(circles(ways.slice(0, 2))).toEqual([]);
  });
});
