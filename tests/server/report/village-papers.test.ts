import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EVERYTHING } from '~/database/scope.server';
import { labelText, unpackedRows } from '~/domain/household/label-code';
import { qrRows } from '~/reports/paper/qr-code.server';
import { readFacts } from '~/server/workflows/facts/read-facts.server';
import { readLabels } from '~/server/workflows/households/read-labels.server';
import { wordOfVillageSheets } from '~/server/workflows/report/village-sheets.server';
import { type Database, freshDatabase } from '../../helpers/database';
import { PYTHON } from '../../helpers/office-programs';
import { personWith } from '../../helpers/register';
import { COUNTY, fillRegister, NOW, ODD_HEAD, ODD_NUMBER, SEASON } from '../../reports/report-fixture';

const VILLAGE = '140602001001';
const folder = mkdtempSync(join(tmpdir(), 'qingnuan-sheets-'));
let db: Database;

beforeAll(async () => {
  db = await freshDatabase();
  await fillRegister(db);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const UNZIP = "import zipfile,sys; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read('word/document.xml'))";

async function pagesOf(role: 'county' | 'auditor', division: string): Promise<string[][][]> {
  const person = await personWith(db, role, [COUNTY]);
  const { content } = await wordOfVillageSheets(db, person, { division, season: SEASON }, NOW);
  const file = join(folder, 'sheets.docx');
  writeFileSync(file, content);
  const xml = execFileSync(PYTHON, ['-c', UNZIP, file], { encoding: 'utf8', maxBuffer: 1e8 });
  const text = (part: string) => [...part.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g)].map(([, one]) => one).join('');
  return xml
    .split('<w:br w:type="page"/>')
    .map((page) => [
      [text(page.match(/<w:pStyle w:val="Heading1"\/>.*?<\/w:p>/s)![0])],
      ...[...page.matchAll(/<w:tr>.*?<\/w:tr>|<w:tr [^>]*>.*?<\/w:tr>/gs)].map(([row]) =>
        [...row.matchAll(/<w:tc>.*?<\/w:tc>/gs)].map(([cell]) => text(cell)),
      ),
    ]);
}

test('a page for each village with its numbers and who is to be visited first', async () => {
  const pages = await pagesOf('county', COUNTY);
  const facts = await Promise.all(
    pages.map(async (_, at) => {
      const { rows } = await readFacts(db, EVERYTHING, { division: (await villages())[at]!, season: SEASON }, NOW);
      return rows[0]!;
    }),
  );
  expect(pages.length).toBeGreaterThan(3);
  for (const [at, page] of pages.entries()) {
    const { name, counts } = facts[at]!;
    expect(page[0]).toEqual([`${name}清洁取暖“回头看”情况表`]);
    const said = new Map(
      page.slice(2, 8).flatMap(
        ([a, b, c, d]) =>
          [
            [a!, b!],
            [c!, d!],
          ] as const,
      ),
    );
    expect(Object.fromEntries(said)).toMatchObject({
      在册户: String(counts.H),
      完成入户: String(counts.V),
      未入户: String(counts.H - counts.V - counts.X),
      应通未通户: String(counts.I - counts.C),
      散煤复烧户: String(counts.B),
      受冻户: String(counts.cold),
    });
    expect(page.length).toBeLessThanOrEqual(1 + 7 + 1 + 18);
  }
});

async function villages(): Promise<string[]> {
  const { rows } = await db.pool.query(
    `SELECT v.code FROM division v JOIN roll_up r ON r.village_code = v.code AND r.season = $2 AND r.h > 0
     WHERE v.level = 'village' AND v.path @> ARRAY[$1]::text[] ORDER BY v.path`,
    [COUNTY, SEASON],
  );
  return rows.map(({ code }) => code);
}

test('the coldest first; an auditor sees no full name', async () => {
  const [page] = await pagesOf('county', VILLAGE);
  const row = page!.find(([number]) => number === ODD_NUMBER);
  expect(row).toEqual([ODD_NUMBER, ODD_HEAD, '受冻，先送暖']);
  const [masked] = await pagesOf('auditor', VILLAGE);
  expect(masked!.find(([number]) => number === ODD_NUMBER)![1]).not.toBe(ODD_HEAD);
});

test('labels name no person, and nobody gets those of another county', async () => {
  const county = await personWith(db, 'county', [COUNTY]);
  const read = await readLabels(db, county, { village: VILLAGE, page: 1 });
  expect(read.labels.length).toBe(read.count);
  const odd = read.labels.find(({ number }) => number === ODD_NUMBER)!;
  expect(unpackedRows(odd.squares)).toEqual(qrRows(labelText(ODD_NUMBER)));
  expect(JSON.stringify(read)).not.toMatch(/[=+]1|138|\*{4}/);
  const other = await personWith(db, 'county', ['140681']);
  await expect(readLabels(db, other, { village: VILLAGE, page: 1 })).rejects.toMatchObject({ problem: { code: 'division.unknown' } });
});
