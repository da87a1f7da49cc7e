/** A page of the app as text: its links, its rows, the words a person reads. React writes HTML regular enough for expressions. */

export type PageLink = { to: string; text: string; download: boolean; whole: string };

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'", '#39': "'", nbsp: ' ' };

export function plainText(html: string): string {
  return html
    .replace(/<!--.*?-->/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .replace(/\s+/g, ' ')
    .trim();
}

/** The page without its scripts and styles, from which nothing is read. */
export function bodyOf(html: string): string {
  return html.replace(/<(script|style)\b.*?<\/\1>/gs, '').replace(/<!--.*?-->/gs, '');
}

export function linksOf(body: string): PageLink[] {
  return [...body.matchAll(/<a\b([^>]*)>(.*?)<\/a>/gs)].flatMap(([, attributes = '', inside = '']) => {
    const to = /\bhref="([^"]*)"/.exec(attributes)?.[1];
    if (to === undefined) return [];
    return [{ to: plainText(to), text: plainText(inside), download: /\bdownload\b/.test(attributes), whole: attributes }];
  });
}

/** The number a link says: a bare one with or without its unit, or one behind a name: “未入户 86”; or before what it counts: “2 处冲突待决定”. */
export function numberIn(text: string): number | null {
  const bare = /^([\d,]+(?:\.\d+)?)(?: ?(?:户|处|间|条|份|笔|批|个|项|件|人|㎡|元|万元))?$/.exec(text);
  const named = /^[\p{Script=Han}，、·\s]+(?: |（)(\d[\d,]*)(?:）)?(?: ?(?:户|条|份|处|笔|批|项|件))?$/u.exec(text);
  const counted = /^(\d[\d,]*) [\p{Script=Han}]{3,}$/u.exec(text);
  const found = bare?.[1] ?? named?.[1] ?? counted?.[1];
  // Longer ones are numbers of households, visits, documents.
  return found === undefined || found.replaceAll(',', '').length > 9 ? null : Number(found.replaceAll(',', ''));
}

export function rowsOf(table: string): string[] {
  return [...table.matchAll(/<tr\b[^>]*>(.*?)<\/tr>/gs)].map(([, row = '']) => row).filter((row) => row.includes('<td'));
}

/** The headings of a table's columns. */
export function headingsOf(table: string): string[] {
  return cellsOf(/<thead\b.*?<\/thead>/s.exec(table)?.[0] ?? '');
}

/** The cells of a row as text, the name first. */
export function cellsOf(row: string): string[] {
  return [...row.matchAll(/<t[hd]\b[^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) => plainText(cell));
}

export function amount(text: string | undefined): number {
  return Number((text ?? '').replaceAll(',', ''));
}
