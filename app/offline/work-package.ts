import type { FieldHousehold, FieldSession, PackagePage } from '~/domain/sync/protocol';
import type { Phone } from './phone';
import type { Server, Trouble } from './talk';

/**
 * A village is kept in this many sealed parts: opening decrypts few large pieces (3,000 households in 16), a change writes one
 * small one. A household stays in its part.
 */
export const BLOCKS = 16;

export function blockOf(number: string): number {
  let hash = 0;
  for (let at = 0; at < number.length; at += 1) hash = (hash * 31 + number.charCodeAt(at)) >>> 0;
  return hash % BLOCKS;
}

export const villageId = (account: string, village: string): string => `${account}/${village}`;
export const blockId = (account: string, village: string, block: number): string => `${account}/${village}/${block}`;

export type TakingProgress = { village: string; done: number; total: number };

/** 下载工作包: every village of the account, whole the first time, then what changed. Stops at the first trouble; what was taken stays. */
export async function takePackages(phone: Phone, server: Server, session: FieldSession, now: () => string, progress: (at: TakingProgress) => void = () => undefined): Promise<Trouble | null> {
  for (const { code, name } of session.villages) {
    const trouble = await takeVillage(phone, server, code, now, (done, total) => progress({ village: name, done, total }));
    if (trouble) return trouble;
  }
  await phone.dropVillagesBut(session.villages.map(({ code }) => code));
  return null;
}

async function takeVillage(phone: Phone, server: Server, code: string, now: () => string, progress: (done: number, total: number) => void): Promise<Trouble | null> {
  const since = phone.villages.get(code)?.cursor;
  const households: FieldHousehold[] = [];
  let first: PackagePage | null = null;
  let next: string | null = null;
  do {
    const query: URLSearchParams = new URLSearchParams({ village: code, ...(since && { since }), ...(next && { page: next }) });
    const told = await server.ask<PackagePage>(`/field-data/package?${query}`);
    if (!told.ok) return told;
    first ??= told.value;
    households.push(...told.value.households);
    next = told.value.next;
    progress(households.length, first.total);
  } while (next !== null);
  await phone.keepVillage({ ...first, households }, now());
  return null;
}
