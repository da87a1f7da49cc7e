/**
 * 脱敏: what lists, sheets and logs may show of personal data. An ID number keeps its first 6 and last 4 characters, a phone 3
 * and 4, a bank account its last 4 (docs/definitions.md#masking). A value too short for that is hidden whole.
 */
function keep(text: string, first: number, last: number): string {
  const hidden = text.length - first - last;
  if (hidden <= 0) return '*'.repeat(text.length);
  return text.slice(0, first) + '*'.repeat(hidden) + text.slice(text.length - last);
}

export const maskId = (idNumber: string): string => keep(idNumber, 6, 4);
export const maskPhone = (phone: string): string => keep(phone, 3, 4);
export const maskBank = (account: string): string => keep(account, 0, 4);
/** 张三 → 张*: the family name alone, for lists that go to people without personal data. */
export const maskName = (name: string): string => [...name].map((character, index) => (index === 0 ? character : '*')).join('');
