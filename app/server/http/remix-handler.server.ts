/** Gives a request to Remix and its answer to the browser. Unlike Remix's own adapter it guards every action. */
import { createRequestHandler, data, type RequestHandler, type ServerBuild, writeReadableStreamToWritable } from '@remix-run/node';
import type { Request as ExpressRequest, Response as ExpressResponse } from 'express';
import type { FormReply } from '~/i18n/form-reply';
import { sentenceOf } from '~/i18n/sentence-of.server';
import { cleanAddress } from '~/server/http/sent/clean-request.server';
import type { Body } from '~/server/http/sent/request-body.server';
import { firstSegments, partOfBuild, segmentOfAddress } from '~/server/http/sent/routes-of-address.server';
import { requestContext } from './context.server';
import { orProblem } from './respond.server';

export type LoadBuild = () => Promise<ServerBuild>;
export type RemixHandler = (request: ExpressRequest, response: ExpressResponse, body: Body | null) => Promise<void>;

export function remixHandler(loadBuild: LoadBuild, mode: 'production' | 'development'): RemixHandler {
  const handlerFor = mode === 'production' ? builtHandlers(loadBuild) : async () => createRequestHandler(guarded(await loadBuild()), mode);
  return async (request, response, body) => {
    const sent = webRequest(request, response, body);
    const handle = await handlerFor(new URL(sent.url).pathname);
    await send(response, await handle(sent, {}));
  };
}

/** A handler for each first segment of an address, and one of all routes for addresses that must be compared with each. */
function builtHandlers(loadBuild: LoadBuild): (pathname: string) => Promise<RequestHandler> {
  const handlers = new Map<string | null, RequestHandler>();
  const loading = loadBuild().then((build) => ({ build: guarded(build), segments: firstSegments(build) }));
  return async (pathname) => {
    const { build, segments } = await loading;
    const asked = segmentOfAddress(pathname);
    // Unknown segments share a handler, so that addresses made up by strangers fill no memory.
    const segment = asked === null || segments.has(asked) ? asked : '';
    const handle = handlers.get(segment) ?? createRequestHandler(segment === null ? build : partOfBuild(build, segment), 'production');
    handlers.set(segment, handle);
    return handle;
  };
}

/**
 * Wraps every loader and action of the build. Without a good CSRF verdict no action runs, so no route can forget the check. A
 * refusal that a route does not catch becomes a page that shows it.
 */
function guarded(build: ServerBuild): ServerBuild {
  const routes: ServerBuild['routes'] = {};
  for (const [id, route] of Object.entries(build.routes)) {
    if (!route) continue;
    const { action, loader } = route.module;
    const isPage = route.module.default !== undefined;
    routes[id] = {
      ...route,
      module: {
        ...route.module,
        ...(loader && { loader: (args) => orProblem(async () => loader(args)) }),
        ...(action && { action: async (args) => (requestContext().csrf === 'ok' ? orProblem(async () => action(args)) : refused(isPage)) }),
      },
    };
  }
  return { ...build, routes };
}

/** Sends the page back with what was typed and a new token, so that sending it again works. */
function refused(isPage: boolean) {
  const { language, person, typedForm, csrfToken } = requestContext();
  const code = person ? 'form.outdated' : 'form.signed-out';
  const sentence = sentenceOf(language, { code });
  if (!isPage) return Response.json({ code, sentence }, { status: 403 });
  return data<FormReply>({ typed: typedForm, problems: [{ sentence }], csrfToken, ...(!person && { signIn: true }) }, { status: 403 });
}

function webRequest(request: ExpressRequest, response: ExpressResponse, body: Body | null): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    for (const one of Array.isArray(value) ? value : value === undefined ? [] : [value]) headers.append(name, one);
  }
  // The CSRF check has been made. Remix would compare Origin and Host again without knowing our proxies or PUBLIC_URL.
  headers.delete('x-forwarded-host');
  headers.delete('origin');
  // A cleaned form may be shorter than the one sent.
  if (body?.form) headers.delete('content-length');
  const aborted = new AbortController();
  response.on('close', () => {
    if (!response.writableFinished) aborted.abort();
  });
  const init: RequestInit & { duplex?: 'half' } = { method: request.method, headers, signal: aborted.signal };
  if (body) {
    init.body = body.stream;
    init.duplex = 'half';
  }
  // What a sender says of protocol and host decides nothing here; routes read the path and the query.
  const host = request.get('host') ?? '';
  const address = `${request.secure ? 'https' : 'http'}://${HOST.test(host) ? host : 'localhost'}${cleanAddress(request.originalUrl)}`;
  if (!URL.canParse(address)) throw new URIError('not an address');
  return new Request(address, init);
}

const HOST = /^([a-z\d._-]+|\[[\da-f:.]+\])(:\d{1,5})?$/i;

async function send(response: ExpressResponse, answer: Response): Promise<void> {
  response.status(answer.status);
  for (const [name, value] of answer.headers.entries()) response.append(name, value);
  if (answer.body) await writeReadableStreamToWritable(answer.body, response);
  else response.end();
}
