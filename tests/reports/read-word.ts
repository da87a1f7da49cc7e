import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PYTHON } from '../helpers/office-programs';

export type WordRead = {
  paragraphs: string[];
  /** What a table of contents finds at its first level: paragraphs whose style has that level. */
  headings: string[];
  /** The other paragraphs that stay on the page of what follows them, but for captions. */
  leading: string[];
  tables: Map<string, string[][]>;
  /** Of each chart: the names of its bars' groups, and of each series the values. */
  charts: { categories: string[]; series: Map<string, number[]> }[];
  fonts: string;
  smallest: number;
};

const UNZIP = 'import zipfile,sys; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))';

/** What a Word file holds, from its XML alone. */
export function readWord(content: Uint8Array): WordRead {
  const folder = mkdtempSync(join(tmpdir(), 'qingnuan-word-'));
  const file = join(folder, 'file.docx');
  writeFileSync(file, content);
  const fileOf = (name: string) => execFileSync(PYTHON, ['-c', UNZIP, file, name], { encoding: 'utf8', maxBuffer: 1e8 });
  const xml = fileOf('word/document.xml');
  const text = (part: string) => [...part.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g)].map(([, one]) => one).join('');
  const ofFirstLevel = [...fileOf('word/styles.xml').matchAll(/<w:style [^>]*w:styleId="([^"]+)"[^>]*>(.*?)<\/w:style>/gs)]
    .filter(([, , style]) => style!.includes('<w:outlineLvl w:val="0"/>'))
    .map(([, id]) => `<w:pStyle w:val="${id}"/>`);
  const tables = new Map<string, string[][]>();
  const paragraphs: string[] = [];
  const headings: string[] = [];
  const leading: string[] = [];
  for (const [block] of xml.matchAll(/<w:tbl>.*?<\/w:tbl>|<w:p>.*?<\/w:p>|<w:p [^>]*>.*?<\/w:p>/gs)) {
    if (block.startsWith('<w:tbl>')) {
      const rows = [...block.matchAll(/<w:tr>.*?<\/w:tr>|<w:tr [^>]*>.*?<\/w:tr>/gs)].map(([row]) =>
        [...row.matchAll(/<w:tc>.*?<\/w:tc>/gs)].map(([cell]) => text(cell)),
      );
      tables.set(paragraphs.at(-1)!.replace(/^表\d+　/, ''), rows);
    } else {
      const said = text(block);
      if (said !== '') paragraphs.push(said);
      if (block.includes('<w:keepNext/>') && !/^[表图]\d/.test(said)) leading.push(said);
      if (ofFirstLevel.some((style) => block.includes(style))) headings.push(said);
    }
  }
  const smallest = Math.min(...[...xml.matchAll(/<w:sz w:val="(\d+)"/g)].map(([, size]) => Number(size) / 2));
  const charts = [...xml.matchAll(/<c:chart /g)].map((_, at) => {
    const chart = fileOf(`word/charts/chart${at + 1}.xml`);
    const values = (part: string, tag: string) =>
      [...part.matchAll(new RegExp(`<c:${tag}>.*?</c:${tag}>`, 'gs'))].flatMap(([one]) =>
        [...one.matchAll(/<c:v>([^<]*)<\/c:v>/g)].map(([, value]) => value!),
      );
    const series = [...chart.matchAll(/<c:ser>.*?<\/c:ser>/gs)].map(([one]) => one);
    return {
      categories: values(series[0]!, 'cat'),
      series: new Map(series.map((one) => [values(one, 'tx')[0]!, values(one, 'val').map(Number)])),
    };
  });
  const read = { paragraphs, headings, leading, tables, charts, fonts: fileOf('word/fontTable.xml'), smallest };
  rmSync(folder, { recursive: true, force: true });
  return read;
}
