/** On paper nothing stands between a number and what is beside it: “共 2 个村” on the screen, “共2个村” in the document. */
export function withoutGaps(text: string): string {
  return text.replace(/(\p{Script=Han}) (?=\d)/gu, '$1').replace(/(\d|%|℃) (?=[\p{Script=Han}%℃㎡])/gu, '$1');
}
