/**
 * How much of a workbook the reader takes. A roster of 400,000 households stays far below each of them; what is above is a
 * mistake or an attack, and either must end in a sentence, not in a dead process.
 */
export const LIMITS = {
  /** Size of the file itself. */
  fileBytes: 512 * 1024 * 1024,
  /** Parts in the container; a workbook of ours has about 25. */
  parts: 1_000,
  /** Bytes after unpacking, counted while unpacking because the directory can lie: one part, and all parts read. */
  partBytes: 2 * 1024 * 1024 * 1024,
  allBytes: 4 * 1024 * 1024 * 1024,
  /** How many times larger than packed a part may become. Sheets reach 40; a bomb reaches 1,000. */
  ratio: 100,
  /** Below this size a part may have any ratio: a small sheet of one repeated row is no bomb. */
  ratioFree: 16 * 1024 * 1024,
  /** Characters of XML that may pass without a single tag or text ending. */
  unbrokenMarkup: 1024 * 1024,
  /** Depth of nested elements. */
  depth: 64,
  /** The format's own limits. */
  cellCharacters: 32_767,
  rows: 1_048_576,
  columns: 16_384,
  /** Texts kept once for all sheets: how many, and their bytes in UTF-8. */
  sharedStrings: 10_000_000,
  sharedStringBytes: 256 * 1024 * 1024,
} as const;
