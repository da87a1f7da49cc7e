/**
 * What belongs to one request: the database, the signed-in person, the language, the nonce. The express layer opens it and the
 * routes read it. It is stored under a registered symbol because Remix's bundle, where the routes live, has its own copy of
 * this module.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { SessionPerson } from '~/database/access/sessions.server';
import type { Database } from '~/database/connection/open.server';
import type { Language } from '~/domain/access/language';
import type { SaysOfItself } from '~/domain/sync/device-header';
import type { Typed } from '~/i18n/form-reply';
import type { ExportDesk } from '~/server/exports/export-desk.server';
import type { JobQueue } from '~/server/jobs/queue.server';
import type { CsrfVerdict } from './csrf.server';
import type { Log } from './log.server';
import type { RateLimits } from './rate-limit.server';
import type { WebSettings } from './settings.server';

/** How a sign-in ended: `code` asks for the second factor. */
export type SignInOutcome = 'ok' | 'wrong' | 'locked' | 'limited' | 'code';

export interface RequestContext {
  readonly db: Database;
  readonly jobs: JobQueue;
  readonly exports: ExportDesk;
  readonly log: Log;
  readonly limits: RateLimits;
  readonly settings: WebSettings;
  readonly requestId: string;
  /** The nonce that allows the scripts of this response. */
  readonly nonce: string;
  readonly language: Language;
  readonly address: string;
  /** Whether the browser connected by https. */
  readonly secure: boolean;
  readonly now: Date;
  /** The token that the forms of this browser must carry. */
  readonly csrfToken: string;
  /** Whether this request may change anything; 'ok' for reading. */
  readonly csrf: CsrfVerdict;
  /** The fields of a form of ordinary size, without passwords. They are shown again when the request is refused. */
  readonly typedForm: Typed;
  readonly largeText: boolean;
  /** By which this browser shows that somebody signed in from it before. */
  readonly knownMark: string | undefined;
  readonly sessionId: string | null;
  /** What the phone says of itself, and the phone that registered under this session. */
  readonly phone: { readonly says: SaysOfItself | null; readonly bound: string | null };
  readonly person: SessionPerson | null;
  readonly count: { signIn: (outcome: SignInOutcome) => void };
}

const KEY = Symbol.for('qingnuan.request-context');
const shared = globalThis as { [KEY]?: AsyncLocalStorage<RequestContext> };
const storage = shared[KEY] ?? new AsyncLocalStorage<RequestContext>();
shared[KEY] = storage;

export function withRequestContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

export function requestContext(): RequestContext {
  const context = storage.getStore();
  if (!context) throw new Error('requestContext() was called outside a request');
  return context;
}

/** The database of the running app, for loaders and actions. */
export function database(): Database {
  return requestContext().db;
}
