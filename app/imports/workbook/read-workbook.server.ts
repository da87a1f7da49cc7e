/**
 * The one reader of workbooks (docs/decisions/0009-reading-workbooks.md). It opens a file by its path, names its sheets and
 * reads any of them, in any order and any number of times, in bounded memory. Any fault of the file ends in a Refusal that says
 * what to do.
 */
import { posix } from 'node:path';
import { refuse } from '~/domain/problems';
import type { SheetRow } from './cell';
import { Container } from './container.server';
import { LIMITS } from './limits';
import { type MergedArea, readMergedAreas } from './merged-areas.server';
import { readSharedStrings, type SharedStrings } from './shared-strings.server';
import { readSheet } from './sheet.server';
import { type NumberFormat, readStyles } from './styles.server';
import { prefixedAttribute, readWholeXml } from './xml.server';

export class Workbook {
  private strings: Promise<SharedStrings> | undefined;

  private constructor(
    private readonly container: Container,
    private readonly parts: WorkbookParts,
    private readonly styles: readonly NumberFormat[],
  ) {}

  static async open(path: string): Promise<Workbook> {
    const container = await Container.open(path);
    try {
      const parts = await partsOf(container);
      const styles = parts.styles ? await readStyles(parts.styles, container.read(parts.styles)) : [];
      return new Workbook(container, parts, styles);
    } catch (error) {
      container.close();
      throw error;
    }
  }

  /** Names of the sheets, in the order of the tabs. */
  get sheets(): string[] {
    return this.parts.sheets.map((sheet) => sheet.name);
  }

  /** The rows with content of a sheet, in batches. */
  async *rows(sheet: string): AsyncGenerator<SheetRow[]> {
    const found = this.parts.sheets.find(({ name }) => name === sheet);
    if (!found) return;
    const strings = await this.sharedStrings();
    const context = { sheet, part: found.part, strings, styles: this.styles, epoch: this.parts.epoch };
    yield* readSheet(context, this.container.read(found.part));
  }

  mergedAreas(sheet: string): Promise<MergedArea[]> {
    const found = this.parts.sheets.find(({ name }) => name === sheet);
    return found ? readMergedAreas(found.part, () => this.container.read(found.part)) : Promise.resolve([]);
  }

  /** Whether the tab of a sheet is hidden. */
  isHidden(sheet: string): boolean {
    return this.parts.sheets.find(({ name }) => name === sheet)?.hidden === true;
  }

  /** How much of a sheet has been read, 0 to 1. */
  shareRead(sheet: string): number {
    const found = this.parts.sheets.find(({ name }) => name === sheet);
    return found ? this.container.shareRead(found.part) : 1;
  }

  close(): void {
    this.container.close();
  }

  private sharedStrings(): Promise<SharedStrings> | undefined {
    const part = this.parts.strings;
    if (!part) return undefined;
    this.strings ??= readSharedStrings(part, this.container.read(part));
    return this.strings;
  }
}

type WorkbookParts = {
  sheets: { name: string; part: string; hidden: boolean }[];
  strings?: string;
  styles?: string;
  epoch: 1900 | 1904;
};

async function partsOf(container: Container): Promise<WorkbookParts> {
  const workbook = await workbookPart(container);
  const related = await relationsOf(container, workbook);
  const sheets: { name: string; id: string; hidden: boolean }[] = [];
  let epoch: 1900 | 1904 = 1900;
  await readWholeXml(workbook, container.read(workbook), {
    open(name, attributes) {
      if (name === 'sheet') {
        if (sheets.length === LIMITS.sheets) refuse('workbook.too-many-sheets', { limit: LIMITS.sheets });
        const hidden = /^(hidden|veryHidden)$/.test(attributes.state ?? '');
        sheets.push({ name: (attributes.name ?? '').slice(0, LIMITS.sheetName), id: prefixedAttribute(attributes, 'id') ?? '', hidden });
      }
      if (name === 'workbookPr' && /^(1|true)$/.test(attributes.date1904 ?? '')) epoch = 1904;
    },
  });
  const found: WorkbookParts = { sheets: [], epoch };
  for (const relation of related.values()) {
    if (relation.type === 'sharedStrings') found.strings = relation.part;
    if (relation.type === 'styles') found.styles = relation.part;
  }
  for (const { name, id, hidden } of sheets) {
    const relation = related.get(id);
    // Chart sheets hold no cells.
    if (relation?.type === 'worksheet') found.sheets.push({ name, part: relation.part, hidden });
  }
  for (const part of [found.strings, found.styles, ...found.sheets.map((sheet) => sheet.part)]) {
    if (part !== undefined && !container.has(part)) refuse('workbook.damaged', { part });
  }
  return found;
}

/** The main part: the one the container names, or the usual one. A zip of another format is reported by its name. */
async function workbookPart(container: Container): Promise<string> {
  if (container.has('xl/workbook.bin')) refuse('workbook.other-format', { format: '.xlsb' });
  if (container.has('content.xml')) refuse('workbook.other-format', { format: '.ods' });
  if (container.has('word/document.xml')) refuse('workbook.other-format', { format: '.docx' });
  if (container.has('_rels/.rels')) {
    const related = await relationsOf(container, '');
    for (const { type, part } of related.values()) if (type === 'officeDocument' && container.has(part)) return part;
  }
  if (container.has('xl/workbook.xml')) return 'xl/workbook.xml';
  return refuse('workbook.not-a-workbook');
}

type Relation = { type: string; part: string };

/** The relations of a part by their id. Targets are names within the container; nothing outside it is ever opened. */
async function relationsOf(container: Container, part: string): Promise<Map<string, Relation>> {
  const folder = posix.dirname(part) === '.' ? '' : posix.dirname(part);
  const file = posix.join(folder, '_rels', `${posix.basename(part)}.rels`);
  const relations = new Map<string, Relation>();
  if (!container.has(file)) return relations;
  await readWholeXml(file, container.read(file), {
    open(name, attributes) {
      if (name !== 'Relationship' || attributes.TargetMode === 'External') return;
      if (relations.size === LIMITS.parts) refuse('workbook.too-many-parts', { parts: relations.size + 1, limit: LIMITS.parts });
      const target = attributes.Target ?? '';
      const resolved = target.startsWith('/') ? target.slice(1) : posix.join(folder, target);
      relations.set(attributes.Id ?? '', { type: (attributes.Type ?? '').split('/').pop() ?? '', part: resolved });
    },
  });
  return relations;
}
