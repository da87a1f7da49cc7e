import type { WordDocument } from './document';

/** The document as a Word file. What writes it is loaded with the first one, so that the app starts without it. */
export async function wordFile(document: WordDocument): Promise<Uint8Array> {
  return (await import('./write-word.server')).writeWord(document);
}
