/** A phone without a screen that talks to a running app over HTTP. It uses the field app's own code with a store in memory. */
import { createHash, randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import type { FieldSession } from '~/domain/sync/protocol';
import { Phone } from '~/offline/phone';
import { guardedFetch } from '~/offline/sending/guarded-fetch';
import { saysOfItself } from '~/offline/sending/says-of-itself';
import { type Sent, sendOutbox } from '~/offline/sending/send-outbox';
import { type Server, serverOver } from '~/offline/sending/talk';
import { memoryStore } from '~/offline/store/memory-store';
import { takePackages } from '~/offline/villages/work-package';
import { visitOf } from './register';
import { WebClient } from './web-client';

export type HttpPhone = {
  phone: Phone;
  client: WebClient;
  server: Server;
  /** The accounts whose data the server told it to delete. */
  retiredFor: string[];
  send(): Promise<Sent>;
  /** 提交: returns the visit's id once the visit is in the outbox. */
  submit(number: string, change?: Record<string, unknown>): Promise<string>;
  /** Stores a photo for a visit and returns its SHA-256. */
  photo(visit: string, bytes?: Buffer): Promise<string>;
};

const now = () => new Date().toISOString();

export async function httpPhone(app: { url: string }, username: string, password: string, store = memoryStore()): Promise<HttpPhone> {
  const client = new WebClient(app.url, { Origin: app.url, 'Sec-Fetch-Site': 'same-origin' });
  await client.signIn(username, password);
  const retiredFor: string[] = [];
  let opened: Phone | null = null;
  const fetchFrom = guardedFetch(
    (path, init) => client.fetch(path, init),
    () => saysOfItself(store, opened),
    { retired: (account) => retiredFor.push(account) },
  );
  const server = serverOver(fetchFrom);
  const session = await server.ask<FieldSession>('/field-data/session');
  if (!session.ok) throw new Error(session.why);
  const phone = await Phone.signIn(store, session.value);
  opened = phone;
  expect(await takePackages(phone, server, session.value, now)).toBeNull();
  return {
    phone,
    client,
    server,
    retiredFor,
    send: () => sendOutbox(phone, server, { now, deviceName: '一部手机' }),
    async submit(number, change = {}) {
      const { household, village } = phone.household(number)!;
      const visit = visitOf(number, { season: village.season, visitor: phone.session.name, ...change }) as Record<string, unknown> & {
        visit: string;
        household: string;
      };
      await phone.queueVisit(
        visit,
        null,
        household.revision,
        { head: household.head, address: household.address, village: village.village.name },
        now(),
      );
      return visit.visit;
    },
    async photo(visit, bytes = jpeg()) {
      return phone.keepPhoto(visit, new Uint8Array(bytes).buffer, 'image/jpeg');
    },
  };
}

/** A file with the first and last bytes of a JPEG; no two are equal. */
export function jpeg(bytes = 8_000): Buffer {
  const made = randomBytes(bytes);
  made.set([0xff, 0xd8, 0xff, 0xe0]);
  made.set([0xff, 0xd9], bytes - 2);
  return made;
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
