/**
 * 村里怎么叫这个号: within a village its code in front of every number says nothing; what follows it is the number a cadre
 * knows. A number of another make is shown whole, one that a phone gave without what makes it unique (手机01).
 */
export function shortNumber(number: string, villageCode: string): string {
  const rest = number.startsWith(villageCode) ? number.slice(villageCode.length).replace(/^[-_ ]+/, '') : '';
  return rest === '' ? spokenNumber(number) : rest;
}

/** The number as it is shown and said. */
export function spokenNumber(number: string): string {
  return number.replace(/^(手机\d+)-[0-9a-f-]{36}$/, '$1');
}
