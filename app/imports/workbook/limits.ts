/**
 * How much of a workbook the reader accepts. A roster of 400,000 households stays far below each limit. A larger file is a
 * mistake or an attack, and must end in a sentence and not in a crashed process.
 */
export const LIMITS = {
  /** Size of the file itself. */
  fileBytes: 512 * 1024 * 1024,
  /** Parts in the container; a workbook of ours has about 25. */
  parts: 1_000,
  /** Bytes after unpacking of one part, and of all parts read. They are counted while unpacking, because the directory can lie. */
  partBytes: 2 * 1024 * 1024 * 1024,
  allBytes: 4 * 1024 * 1024 * 1024,
  /** How many times its packed size a part may become. Sheets reach 40; a zip bomb reaches 1,000. */
  ratio: 100,
  /** Below this size any ratio is allowed, because a small sheet with one repeated row is no bomb. */
  ratioFree: 16 * 1024 * 1024,
  /**
   * Bytes of a sheet beyond which its rows must say something: so many for every row with content. A row of 60 columns with a text
   * of its own in each has some 8,000.
   */
  emptyBytes: 128 * 1024 * 1024,
  bytesPerRow: 64 * 1024,
  /** How long a file may be read, all readings together. A whole city's takes some minutes. */
  readingMs: 30 * 60_000,
  sheets: 100,
  /** Characters of a sheet's name; Excel writes 31. What is longer is cut off. */
  sheetName: 100,
  /** The most characters of XML without the end of a tag or text. */
  unbrokenMarkup: 1024 * 1024,
  /** Depth of nested elements. */
  depth: 64,
  /** The format's own limits. */
  cellCharacters: 32_767,
  /** Merged areas kept to be looked at. */
  mergedAreas: 10_000,
  rows: 1_048_576,
  columns: 16_384,
  /** The most shared texts of all sheets, and their bytes in UTF-8. */
  sharedStrings: 10_000_000,
  sharedStringBytes: 96 * 1024 * 1024,
} as const;
