/**
 * 村里怎么叫这个号: every number of a village begins with the village's code, so a list of the village shows only the rest, which is
 * the number a cadre knows. A number that does not begin with the code is shown whole.
 */
export function shortNumber(number: string, villageCode: string): string {
  const rest = number.startsWith(villageCode) ? number.slice(villageCode.length).replace(/^[-_ ]+/, '') : '';
  return rest === '' ? number : rest;
}
