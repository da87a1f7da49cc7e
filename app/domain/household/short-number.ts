/**
 * 村里怎么叫这个号: within a village its code in front of every number says nothing; what follows it is the number a cadre
 * knows. A number of another make is shown whole.
 */
export function shortNumber(number: string, villageCode: string): string {
  const rest = number.startsWith(villageCode) ? number.slice(villageCode.length).replace(/^[-_ ]+/, '') : '';
  return rest === '' ? number : rest;
}
