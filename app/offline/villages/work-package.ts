import type { FieldHousehold, FieldSession, PackagePage } from '~/domain/sync/protocol';
import type { Phone } from '~/offline/phone';
import type { Server, Trouble } from '~/offline/sending/talk';
import { dropVillagesBut, keepVillage } from './keep-village';

export type TakingProgress = { village: string; done: number; total: number };

/**
 * 下载工作包: downloads every village of the account, whole the first time, then what changed. It stops at the first trouble and
 * keeps what it has.
 */
export async function takePackages(
  phone: Phone,
  server: Server,
  session: FieldSession,
  now: () => string,
  progress: (at: TakingProgress) => void = () => undefined,
): Promise<Trouble | null> {
  for (const { code, name } of session.villages) {
    const trouble = await takeVillage(phone, server, code, now, (done, total) => progress({ village: name, done, total }));
    if (trouble) return trouble;
  }
  await dropVillagesBut(
    phone,
    session.villages.map(({ code }) => code),
  );
  if (phone.submitted('kept').length > 0) await (await import('~/offline/submissions/settle-added')).settleAdded(phone);
  return null;
}

async function takeVillage(
  phone: Phone,
  server: Server,
  code: string,
  now: () => string,
  progress: (done: number, total: number) => void,
): Promise<Trouble | null> {
  const before = phone.villages.get(code);
  const since = before?.cursor;
  const findings = before?.village.findings?.mark ?? '';
  const households: FieldHousehold[] = [];
  let first: PackagePage | null = null;
  let next: string | null = null;
  do {
    const query: URLSearchParams = new URLSearchParams({ village: code, findings, ...(since && { since }), ...(next && { page: next }) });
    const told = await server.ask<PackagePage>(`/field-data/package?${query}`);
    if (!told.ok) return told;
    first ??= told.value;
    households.push(...told.value.households);
    next = told.value.next;
    progress(households.length, first.total);
  } while (next !== null);
  await keepVillage(phone, { ...first, households }, now());
  return null;
}
