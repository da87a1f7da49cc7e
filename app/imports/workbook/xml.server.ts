/**
 * Reads XML as a stream of events, with bounds: no DTD (so no entities of the file's own), no text or tag without end, no
 * unlimited nesting. A character split between two chunks is joined again.
 */
import { SaxesParser } from 'saxes';
import { refuse } from '~/domain/problems';
import { LIMITS } from './limits';

export type Attributes = Record<string, string>;

export interface XmlHandlers {
  /** `name` without namespace prefix. */
  open(name: string, attributes: Attributes): void;
  close?(name: string): void;
  text?(text: string): void;
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

/** Feeds the chunks to the handlers. It yields after each chunk, so that the caller can pass on what it has collected. */
export async function* readXml(part: string, chunks: AsyncIterable<Buffer>, handlers: XmlHandlers): AsyncGenerator<void> {
  const parser = new SaxesParser();
  let sinceEvent = 0;
  let depth = 0;
  parser.on('error', () => refuse('workbook.damaged', { part }));
  parser.on('doctype', () => refuse('workbook.doctype'));
  parser.on('opentag', (tag) => {
    sinceEvent = 0;
    if (++depth > LIMITS.depth) refuse('workbook.damaged', { part });
    handlers.open(localName(tag.name), tag.attributes);
  });
  parser.on('closetag', (tag) => {
    sinceEvent = 0;
    depth--;
    handlers.close?.(localName(tag.name));
  });
  const onText = (text: string) => {
    sinceEvent = 0;
    handlers.text?.(text);
  };
  parser.on('text', onText);
  parser.on('cdata', onText);

  let decoder: TextDecoder | undefined;
  const decode = (chunk?: Buffer): string => {
    try {
      return decoder!.decode(chunk, { stream: chunk !== undefined });
    } catch {
      return refuse('workbook.damaged', { part });
    }
  };
  for await (const chunk of chunks) {
    decoder ??= new TextDecoder(isUtf16(chunk) ? 'utf-16le' : 'utf-8', { fatal: true });
    const text = decode(chunk);
    sinceEvent += text.length;
    parser.write(text);
    if (sinceEvent > LIMITS.unbrokenMarkup) refuse('workbook.cell-too-long', { limit: LIMITS.cellCharacters });
    yield;
  }
  if (!decoder) refuse('workbook.damaged', { part });
  parser.write(decode()).close();
  yield;
}

/** The same for a small part that is read whole. */
export async function readWholeXml(part: string, chunks: AsyncIterable<Buffer>, handlers: XmlHandlers): Promise<void> {
  for await (const _ of readXml(part, chunks, handlers)) void _;
}

function isUtf16(chunk: Buffer): boolean {
  return chunk[0] === 0xff && chunk[1] === 0xfe;
}

/** The value of an attribute with any namespace prefix: `r:id` is found as `id`. */
export function prefixedAttribute(attributes: Attributes, local: string): string | undefined {
  for (const name in attributes) if (name !== local && localName(name) === local) return attributes[name];
  return undefined;
}
