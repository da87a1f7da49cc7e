/** Text widths of a sheet on paper: how wide a text is, how many lines it needs, how texts share a row. */

/** Width of a text in halves of a Chinese character: Chinese and full-width characters count two. */
export function textWidth(text: string): number {
  let width = 0;
  // Chinese fonts draw “ ” … — ℃ and others from U+2010 on as wide as a Chinese character.
  for (const character of text) width += character.codePointAt(0)! < 0x2010 ? 1 : 2;
  return width;
}

/**
 * Lines a text needs in a column of this width. A unit of width is a digit of the workbook's first font, 6 pt; half a character
 * of the body font is 5 pt, in a substitute up to 5.4 pt; a cell loses 0.7 units at its edges, and a line that may not begin with a
 * punctuation mark loses a little more.
 */
export function linesIn(text: string, width: number): number {
  const one = width * 1.12 - 0.7;
  const several = Math.max(2, one - 1.3);
  return text.split('\n').reduce((lines, part) => {
    const needed = textWidth(part);
    return lines + (needed <= one ? 1 : Math.ceil(needed / several));
  }, 0);
}

/**
 * The first and last column of three neighbouring parts for three texts, so that the tightest text has the most room.
 * With fewer than three columns the last part is empty (its last column comes before its first).
 */
export function threeParts(widths: readonly number[], texts: readonly [string, string, string]): [number, number][] {
  const last = widths.length - 1;
  if (last < 2)
    return [
      [0, 0],
      [1, last],
      [2, last],
    ];
  const needs = texts.map((text) => Math.max(1, textWidth(text)));
  const sum = (from: number, to: number): number => widths.slice(from, to + 1).reduce((total, width) => total + width, 0);
  let best: [number, number][] = [];
  let bestRoom = -1;
  for (let first = 0; first <= last - 2; first++) {
    for (let second = first + 1; second <= last - 1; second++) {
      const parts: [number, number][] = [
        [0, first],
        [first + 1, second],
        [second + 1, last],
      ];
      const room = Math.min(...parts.map(([from, to], index) => sum(from, to) / needs[index]!));
      if (room > bestRoom) [best, bestRoom] = [parts, room];
    }
  }
  return best;
}

/** Font sizes for a sheet of this width: a wide sheet is shrunk to fit one page, and its title would shrink with it. */
export function fontSizes(totalWidth: number): { title: number; line: number } {
  return {
    title: Math.min(36, Math.max(16, Math.round(totalWidth / 9))),
    line: Math.min(18, Math.max(10, Math.round(totalWidth / 20))),
  };
}
