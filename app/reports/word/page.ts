/**
 * 公文 page of GB/T 9704-2012 (docs/definitions.md#source-gbt-9704): A4, margins 37, 35, 28 and 26 mm, 22 lines of 28 characters. Lengths
 * in twips (1/20 pt), fonts in half points.
 */
const MM = 1440 / 25.4;
const twips = (mm: number): number => Math.round(mm * MM);

export const PAPER = { width: twips(210), height: twips(297) };
export const MARGINS = { top: twips(37), bottom: twips(35), left: twips(28), right: twips(26) };
/** Of a form (村情况表), which has no rule of its own: 20 mm all round. */
export const FORM_MARGINS = { top: twips(20), bottom: twips(20), left: twips(20), right: twips(20) };
export const TEXT = { width: PAPER.width - MARGINS.left - MARGINS.right, height: PAPER.height - MARGINS.top - MARGINS.bottom };

const LINES = 22;
const CHARACTERS = 28;
/** 三号. */
const BODY_POINTS = 16;

/** The pitch of a line, and what is taken from each character so that 28 of 三号 stand in one. A grid of characters would say it too, but
 * LibreOffice spreads them by it. */
export const LINE_PITCH = Math.floor(TEXT.height / LINES);
export const CHARACTER_SPACING = Math.floor(TEXT.width / CHARACTERS - BODY_POINTS * 20);

/** 2号, 3号, 4号; captions in 小四. */
export const SIZES = { title: 44, body: BODY_POINTS * 2, pageNumber: 28, caption: 24 };

/** 小四, 五号 or 小五: the more columns a table has, the smaller. */
export function tableSize(columns: number): number {
  if (columns > 7) return 18;
  return columns > 4 ? 21 : 24;
}

/** By name, with the fonts that stand in for them where they are not installed. */
export const FONTS = {
  title: '方正小标宋简体',
  heading1: '黑体',
  heading2: '楷体_GB2312',
  body: '仿宋_GB2312',
  pageNumber: '宋体',
} as const;
const STANDS_IN: Readonly<Record<string, string>> = {
  方正小标宋简体: '华文中宋',
  黑体: 'SimHei',
  楷体_GB2312: '楷体',
  仿宋_GB2312: '仿宋',
  宋体: 'SimSun',
};

/** The font table of the document. */
export function fontTable(): string {
  const fonts = Object.entries(STANDS_IN).map(
    ([name, other]) => `<w:font w:name="${name}"><w:altName w:val="${other}"/><w:charset w:val="86"/><w:family w:val="auto"/></w:font>`,
  );
  const space = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts xmlns:w="${space}">${fonts.join('')}</w:fonts>`;
}
