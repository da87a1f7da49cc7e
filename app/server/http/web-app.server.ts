/** The web server: headers, limits, the signed-in person, and then Remix. Every request passes this file from top to bottom. */
import { randomBytes, randomUUID } from 'node:crypto';
import { constants } from 'node:zlib';
import compression from 'compression';
import express, { type ErrorRequestHandler, type Express, type NextFunction, type Request, type Response } from 'express';
import { type LiveSession, liveSession, touchSession } from '~/database/access/sessions.server';
import type { Database } from '~/database/connection/open.server';
import { type Language, languageOf } from '~/domain/access/language';
import type { Problem, ProblemCode } from '~/domain/problems';
import { DEVICE_HEADER, readDeviceHeader } from '~/domain/sync/device-header';
import { PROTOCOL_HEADER, PROTOCOL_VERSION } from '~/domain/sync/protocol';
import { typedOf } from '~/i18n/form-reply';
import { sentenceOf } from '~/i18n/sentence-of.server';
import { PROBLEM_TYPE, problemBody } from '~/server/api/problem-json.server';
import type { ExportDesk } from '~/server/exports/export-desk.server';
import { limitGoneOver, readBody, tooLarge } from '~/server/http/sent/request-body.server';
import { discardUnread } from '~/server/http/sent/unread-body.server';
import type { JobQueue } from '~/server/jobs/queue.server';
import { type RequestContext, withRequestContext } from './context.server';
import { COOKIE, cookieHeader, cookieValue, csrfTokenFor, hashOfToken, newToken, readCookies } from './cookies.server';
import { csrfVerdict, isUnsafe } from './csrf.server';
import { readiness } from './health.server';
import { type Log, loggableError, loggablePath, pseudonym } from './log.server';
import { areaOf, mayMeasure, openMetrics } from './metrics.server';
import { type PlainStatus, plainPage } from './plain-page.server';
import { openRateLimits } from './rate-limit.server';
import { type LoadBuild, remixHandler } from './remix-handler.server';
import { securityHeaders } from './security-headers.server';
import type { WebSettings } from './settings.server';

/** From 4 to 5 a page loses a tenth of its bytes for a millisecond at most; above it nearly nothing. Village lines are slow. */
const BROTLI_QUALITY = 5;

export interface WebAppParts {
  db: Database;
  jobs: JobQueue;
  exports: ExportDesk;
  log: Log;
  settings: WebSettings;
  loadBuild: LoadBuild;
  /** Serves the client's files: the built folder, or Vite in development. */
  assets: express.Handler[];
  /** True while the process is stopping: it finishes its requests and accepts no more. */
  stopping: () => boolean;
}

export function createWebApp(parts: WebAppParts): Express {
  const { db, jobs, exports, log, settings } = parts;
  const app = express();
  const limits = openRateLimits(db);
  const metrics = openMetrics(db, exports);
  const remix = remixHandler(parts.loadBuild, settings.development ? 'development' : 'production');
  app.disable('x-powered-by');
  app.set('trust proxy', settings.trustProxy);
  app.set('etag', false);
  // Express' default error handler must never print a stack, whatever NODE_ENV says.
  app.set('env', 'production');

  app.use((request, _response, next) => {
    // A proxy may name the whole address in the request line (RFC 9112, 3.2.2). What it says of the host counts for nothing here.
    if (ABSOLUTE.test(request.url)) request.url = request.originalUrl = request.url.replace(ABSOLUTE, '').replace(/^(?!\/)/, '/');
    next();
  });
  app.use((request, response, next) => {
    const begun = process.hrtime.bigint();
    response.locals.requestId = randomUUID();
    response.locals.nonce = randomBytes(18).toString('base64');
    // Read now, because it cannot be read once the connection is gone.
    response.locals.secure = request.secure;
    response.setHeader('X-Request-Id', response.locals.requestId);
    if (parts.stopping()) response.setHeader('Connection', 'close');
    discardUnread(request, response, settings.uploadLimitBytes);
    response.on('close', () => {
      const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
      const area = areaOf(request.path);
      metrics.seconds.observe({ method: request.method, area, status: `${Math.floor(response.statusCode / 100)}xx` }, seconds);
      if (
        area === 'assets' ||
        /^\/(healthz|readyz|metrics|favicon\.svg)$/.test(request.path) ||
        (settings.development && response.locals.context === undefined)
      )
        return;
      log.info(
        {
          requestId: response.locals.requestId,
          method: request.method,
          path: loggablePath(request.originalUrl),
          status: response.statusCode,
          ms: Math.round(seconds * 1000),
          ...(response.locals.account ? { account: response.locals.account } : {}),
          ...(response.writableFinished ? {} : { cut: true }),
        },
        'request',
      );
    });
    next();
  });
  app.use(securityHeaders(settings.development));
  app.use(compression({ brotli: { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } } }));

  app.get('/healthz', (_request, response) => void response.type('text/plain').send('ok\n'));
  app.get('/readyz', async (_request, response) => {
    const state = await readiness(db, settings.dataDir);
    const ready = state.ready && !parts.stopping();
    response.status(ready ? 200 : 503).json({ ...state, ready, stopping: parts.stopping() });
  });
  app.get('/metrics', async (request, response) => {
    if (!mayMeasure(request, settings.metricsToken)) return void response.status(403).type('text/plain').send('not from here\n');
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  for (const handler of parts.assets) app.use(handler);

  app.all('*', async (request, response, next) => {
    try {
      await answer(request, response);
    } catch (error) {
      next(error);
    }
  });

  async function answer(request: Request, response: Response): Promise<void> {
    if (!METHODS.includes(request.method)) return void response.status(405).set('Allow', METHODS.join(', ')).end();
    const now = new Date();
    const cookies = readCookies(request.headers.cookie);
    const forPrograms = request.path.startsWith('/api/v1/');
    // The header tells a phone that the answer is ours and not from a portal on the way.
    if (request.path.startsWith('/field-data/')) response.setHeader(PROTOCOL_HEADER, String(PROTOCOL_VERSION));
    // A program sends its own token. A cookie that the browser might add is ignored, so nobody can be made to act through it.
    const sessionToken = forPrograms ? undefined : cookieValue(cookies, COOKIE.session, request.secure);
    const session = sessionToken ? await findSession(hashOfToken(sessionToken), now) : null;
    let guestToken = cookieValue(cookies, COOKIE.guest, request.secure);
    // A phone's background requests have no form. A late answer to one must not replace the token of a sign-in page that is
    // open.
    const inBackground = request.path.startsWith('/field-data/') && request.path !== '/field-data/sign-in';
    if (!session && !guestToken && !forPrograms && !inBackground) {
      guestToken = newToken();
      response.append('Set-Cookie', cookieHeader(COOKIE.guest, guestToken, request.secure));
    }
    const csrfToken = csrfTokenFor(settings.sessionSecret, session ? `session:${sessionToken}` : `guest:${guestToken ?? ''}`);
    const body = isUnsafe(request.method) ? await readBody(request, settings, { path: request.path, signedIn: session !== null }) : null;
    const free = body === null || forPrograms;
    const hosts = [hostOf(request), ...(settings.publicUrl ? [new URL(settings.publicUrl).host] : [])];
    const csrf = free ? 'ok' : csrfVerdict(request.headers, hosts, body.token, csrfToken);
    if (csrf !== 'ok') metrics.refused.inc({ why: `csrf-${csrf}` });
    if (csrf === 'foreign') return sendPlain(request, response, 403, { problem: 'form.foreign' });
    if (session) response.locals.account = pseudonym(settings.sessionSecret, session.person.accountId);
    const context: RequestContext = {
      db,
      jobs,
      exports,
      log,
      limits,
      settings,
      requestId: String(response.locals.requestId),
      nonce: String(response.locals.nonce),
      language: session?.person.language ?? languageOf(cookieValue(cookies, COOKIE.language, request.secure)),
      address: request.ip ?? '',
      secure: request.secure,
      now,
      csrfToken,
      csrf,
      typedForm: body?.form ? typedOf(body.form) : {},
      knownMark: forPrograms ? undefined : cookieValue(cookies, COOKIE.known, request.secure),
      largeText: cookieValue(cookies, COOKIE.text, request.secure) === 'large',
      sessionId: session?.id ?? null,
      phone: { says: readDeviceHeader(request.get(DEVICE_HEADER)), bound: session?.device ?? null },
      person: session?.person ?? null,
      count: { signIn: (outcome) => metrics.signIns.inc({ outcome }) },
    };
    // Pages show personal data, so no cache in between may store them. A route may set another header.
    response.setHeader('Cache-Control', 'private, no-store');
    response.locals.context = context;
    await withRequestContext(context, () => remix(request, response, body));
  }

  async function findSession(id: string, now: Date): Promise<LiveSession | null> {
    const session = await liveSession(db, id, now);
    if (session) await touchSession(db, session, now);
    return session;
  }

  const onError: ErrorRequestHandler = (error: unknown, request: Request, response: Response, _next: NextFunction) => {
    if (response.headersSent) {
      log.error({ requestId: response.locals.requestId, error: loggableError(error) }, 'failed while answering');
      response.destroy();
      return;
    }
    const status = statusOfError(error);
    if (status === 500) log.error({ requestId: response.locals.requestId, error: loggableError(error) }, 'failed');
    else metrics.refused.inc({ why: String(status) });
    sendPlain(request, response, status, { limitBytes: limitGoneOver(error) ?? undefined });
  };
  app.use(onError);
  return app;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const ABSOLUTE = /^[a-z][a-z\d+.-]*:\/\/[^/?]*/i;

function statusOfError(error: unknown): PlainStatus {
  if (limitGoneOver(error) !== null) return 413;
  if (error instanceof URIError) return 400;
  // A file that is not there, or a part of one that it does not have, is told in this way.
  const { status } = error as { status?: unknown };
  if (status === 404) return 404;
  return typeof status === 'number' && status >= 400 && status < 500 ? 400 : 500;
}

function problemOfStatus(status: PlainStatus, requestId: string, limitBytes = 0): Problem {
  if (status === 413) return tooLarge(limitBytes);
  if (status === 404) return { code: 'api.no-such-address' };
  return status === 400 ? { code: 'api.not-understood' } : { code: 'api.went-wrong', details: { requestId } };
}

/** The host the browser asked for, as a trusted proxy reports it. */
function hostOf(request: Request): string {
  const trusts = request.app.get('trust proxy fn') as (address: string | undefined, hop: number) => boolean;
  const forwarded = request.get('X-Forwarded-Host');
  return (forwarded && trusts(request.socket.remoteAddress, 0) ? forwarded.split(',')[0]?.trim() : request.get('host')) ?? '';
}

function sendPlain(
  request: Request,
  response: Response,
  status: PlainStatus,
  why: { limitBytes?: number; problem?: ProblemCode } = {},
): void {
  const language: Language = languageOf(cookieValue(readCookies(request.headers.cookie), COOKIE.language, Boolean(response.locals.secure)));
  const requestId = String(response.locals.requestId ?? '');
  response.status(status);
  if (request.path.startsWith('/api/')) {
    const problem = why.problem ? { code: why.problem } : problemOfStatus(status, requestId, why.limitBytes);
    response.type(PROBLEM_TYPE).send(JSON.stringify({ ...problemBody(problem, requestId), status }));
    return;
  }
  const sentence = why.problem && sentenceOf(language, { code: why.problem });
  response.type('html').send(plainPage(language, status, { requestId, sentence, limit: Math.round((why.limitBytes ?? 0) / 1_000_000) }));
}
