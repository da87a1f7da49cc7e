const ESCAPE = /_x([0-9A-Fa-f]{4})_/g;

/** Office writes characters that XML cannot hold as _x000D_, and a literal “_x000D_” as _x005F_x000D_ (ECMA-376, ST_Xstring). */
export function unescapeText(text: string): string {
  return text.includes('_x') ? text.replace(ESCAPE, (_, code: string) => String.fromCharCode(parseInt(code, 16))) : text;
}
