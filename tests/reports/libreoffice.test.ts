import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { OPERATOR } from '~/domain/access/person';
import { makeReport } from '~/server/workflows/report/make-report.server';
import { freshDatabase } from '../helpers/database';
import { convert } from '../helpers/office-programs';
import { type ReadSheet, readBack, spoilCachedValues } from './read-back';
import { CITY, fillRegister, NOW, SEASON, TODAY } from './report-fixture';

// Two programs read and calculate a whole city's workbook, which takes long on a busy machine.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const folder = mkdtempSync(join(tmpdir(), 'qingnuan-report-'));
const file = join(folder, 'city.xlsx');
let ours: Map<string, ReadSheet>;
/** What LibreOffice makes of a copy with wrong cached values. */
let theirs: Map<string, ReadSheet>;

beforeAll(async () => {
  const db = await freshDatabase();
  await fillRegister(db);
  await makeReport(db, OPERATOR, { division: CITY, season: SEASON, asOf: TODAY, file }, NOW);
  ours = readBack(file);
  const spoilt = join(folder, 'spoilt.xlsx');
  expect(spoilCachedValues(file, spoilt, '附件1 分县汇总', 'F12')).toBe('987654');
  theirs = readBack(convert(spoilt, 'xlsx'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('LibreOffice, given no cached value, calculates every total, rate and check as we did', () => {
  expect([...theirs.keys()]).toEqual([...ours.keys()]);
  let formulas = 0;
  const bySheet = new Map<string, number>();
  const wrong: string[] = [];
  for (const [name, sheet] of ours) {
    for (const [at, cell] of Object.entries(sheet.cells)) {
      if (cell.f === null) continue;
      formulas += 1;
      bySheet.set(name, (bySheet.get(name) ?? 0) + 1);
      const calculated = theirs.get(name)!.cells[at]?.v;
      const same =
        typeof cell.v === 'number' && typeof calculated === 'number'
          ? Math.abs(cell.v - calculated) <= 1e-9 * Math.max(1, Math.abs(cell.v))
          : cell.v === calculated;
      if (!same) wrong.push(`${name}!${at} ${cell.f}: ours ${cell.v}, theirs ${calculated}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(formulas).toBeGreaterThan(15_000);
  // Averages, rates and sums of 附件7; rates, sums and the forecast of 附件12.
  expect([bySheet.get('附件7 补贴兑付'), bySheet.get('附件12 补贴与复烧')].every((count) => count! >= 15)).toBe(true);
  const checks = Object.entries(theirs.get('校核')!.cells).filter(([at]) => /^D\d+$/.test(at) && Number(at.slice(1)) >= 5);
  expect(checks.length).toBeGreaterThan(100);
  expect(checks.filter(([, cell]) => cell.v !== 0)).toEqual([]);
});

test('what a person typed comes back from LibreOffice as the text it was', () => {
  for (const [name, sheet] of ours) {
    const texts = Object.entries(sheet.cells).filter(([, cell]) => cell.f === null && typeof cell.v === 'string' && /^[=+@-]/.test(cell.v));
    for (const [at, cell] of texts) {
      const read = theirs.get(name)!.cells[at];
      // LibreOffice reads _x005F_x0041_ correctly and writes it unescaped, which then reads as “A”.
      expect([name, at, read?.f ?? null, read?.v]).toEqual([name, at, null, String(cell.v).replace('_x0041_', 'A')]);
    }
  }
});

test('prints on A4 and A3, every page numbered, the head repeated', () => {
  const pdf = convert(file, 'pdf');
  const text = execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const pages = text.split('\f').slice(0, -1);
  expect(pages.length).toBeGreaterThan(30);
  for (const [at, page] of pages.entries()) {
    expect(page, `page ${at + 1}`).toMatch(new RegExp(`第 ?${at + 1} ?页 ?共 ?${pages.length} ?页`));
  }
  const villages = pages.filter((page) => page.includes('分村汇总表'));
  expect(villages.length).toBeGreaterThan(10);
  // The bands of a row follow each other, each with the code and the name; the zones stand in the first.
  expect(villages.every((page) => page.includes('区划代码') && page.includes('名称'))).toBe(true);
  const bands = ours.get('附件3 分村汇总')!.columnBreaks.length + 1;
  expect(villages.map((page) => page.includes('周边'))).toEqual(villages.map((_, at) => at % bands === 0));
  // Three times the size in points, rounded: nothing is smaller than 8 points.
  const fonts = execFileSync('pdftohtml', ['-xml', '-i', '-stdout', '-zoom', '3', pdf], { encoding: 'utf8', maxBuffer: 1 << 30 });
  const type = [...fonts.matchAll(/<fontspec [^>]*size="(\d+)"/g)].map(([, size]) => Number(size));
  expect(type.length).toBeGreaterThan(5);
  expect(Math.min(...type)).toBeGreaterThanOrEqual(24);
  expect(text).not.toContain('###');
  const sizes = execFileSync('pdfinfo', ['-f', '1', '-l', String(pages.length), pdf], { encoding: 'utf8' }).match(
    /Page +\d+ size: +[\d.]+ x [\d.]+/g,
  )!;
  // A4 is 595 × 842 points, A3 842 × 1191. Only the cover is upright.
  expect(new Set(sizes.map((size) => size.replace(/.*size: +/, '').replace(/\.\d+/g, '')))).toEqual(
    new Set(['595 x 841', '841 x 595', '1190 x 841']),
  );
});
