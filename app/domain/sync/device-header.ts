/**
 * 这部手机是哪一部: what a phone says of itself with every request, so that a phone that was retired is told so whoever is signed in on it, and
 * when nobody is any more. Its id, the account whose data it holds (nothing: none yet), and how many records and drafts of that account
 * only it has (nothing: it has not looked). It has a file of its own because a page needs it before it loads any schema.
 */
export const DEVICE_HEADER = 'X-Field-Device';

export type SaysOfItself = { device: string; account: string | null; unsent: number | null };

/** More than this many is said as this many: no village has as many households. */
const MOST_UNSENT = 99_999;

export function deviceHeader({ device, account, unsent }: SaysOfItself): string {
  return `${device} ${account ?? '-'} ${unsent === null ? '-' : Math.min(unsent, MOST_UNSENT)}`;
}

/** Null: the header is absent, or none that a phone of ours makes. */
export function readDeviceHeader(text: string | undefined): SaysOfItself | null {
  const [, device, account, unsent] = /^([A-Za-z0-9-]{16,64}) ([0-9a-f-]{36}|-) (\d{1,5}|-)$/.exec(text ?? '') ?? [];
  if (device === undefined) return null;
  return { device, account: account === '-' ? null : account!, unsent: unsent === '-' ? null : Number(unsent) };
}
