/**
 * The texts that a workbook stores once for all its cells. A roster has more than a million of them, so they are kept as UTF-8
 * in large blocks outside the JavaScript heap and become strings only when a cell needs them.
 */
import { refuse } from '~/domain/problems';
import { LIMITS } from './limits';
import { unescapeText } from './unescape';
import { readWholeXml } from './xml.server';

const BLOCK = 4 * 1024 * 1024;

export class SharedStrings {
  private readonly blocks: Buffer[] = [];
  private used = BLOCK;
  private starts = new Uint32Array(1024);
  private lengths = new Uint32Array(1024);
  private count = 0;

  add(text: string): void {
    const bytes = Buffer.byteLength(text);
    if (this.used + bytes > BLOCK) {
      if ((this.blocks.length + 1) * BLOCK > LIMITS.sharedStringBytes) refuse('workbook.too-many-texts');
      this.blocks.push(Buffer.allocUnsafeSlow(BLOCK));
      this.used = 0;
    }
    if (this.count === this.starts.length) this.grow();
    this.blocks[this.blocks.length - 1]!.write(text, this.used);
    this.starts[this.count] = (this.blocks.length - 1) * BLOCK + this.used;
    this.lengths[this.count] = bytes;
    this.used += bytes;
    this.count++;
  }

  /** The text at an index, or undefined when the file has none there. */
  at(index: number): string | undefined {
    if (!(index >= 0 && index < this.count)) return undefined;
    const start = this.starts[index]!;
    const within = start % BLOCK;
    return this.blocks[(start - within) / BLOCK]!.toString('utf8', within, within + this.lengths[index]!);
  }

  private grow(): void {
    if (this.count >= LIMITS.sharedStrings) refuse('workbook.too-many-texts');
    const starts = new Uint32Array(this.count * 2);
    const lengths = new Uint32Array(this.count * 2);
    starts.set(this.starts);
    lengths.set(this.lengths);
    this.starts = starts;
    this.lengths = lengths;
  }
}

/** Reads sharedStrings.xml: runs of rich text are joined, phonetic guides left out. */
export async function readSharedStrings(part: string, chunks: AsyncIterable<Buffer>): Promise<SharedStrings> {
  const strings = new SharedStrings();
  let text = '';
  let capturing = false;
  let phonetic = 0;
  await readWholeXml(part, chunks, {
    open(name) {
      if (name === 'si') text = '';
      else if (name === 'rPh') phonetic++;
      else if (name === 't') capturing = phonetic === 0;
    },
    text(piece) {
      if (!capturing) return;
      text += piece;
      if (text.length > LIMITS.cellCharacters * 2) refuse('workbook.cell-too-long', { limit: LIMITS.cellCharacters });
    },
    close(name) {
      if (name === 't') capturing = false;
      else if (name === 'rPh') phonetic--;
      else if (name === 'si') {
        const whole = unescapeText(text);
        if (whole.length > LIMITS.cellCharacters) refuse('workbook.cell-too-long', { limit: LIMITS.cellCharacters });
        strings.add(whole);
      }
    },
  });
  return strings;
}
