/** `comparableName` of app/domain/text/clean-text on a column whose texts came in cleaned. */
export function comparableNameOf(column: string): string {
  return `lower(regexp_replace(translate(normalize(${column}, NFKC), '•・‧∙.', '·····'), '\\s', '', 'g'))`;
}
