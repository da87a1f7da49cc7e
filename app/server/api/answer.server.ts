import type { LoaderFunctionArgs } from '@remix-run/node';
import type { z } from 'zod';
import { personOfToken, type TokenPerson } from '~/database/access/api-tokens.server';
import { may } from '~/domain/access/who-may';
import { Refusal } from '~/domain/problems';
import { requestContext } from '~/server/http/context.server';
import { hashOfToken } from '~/server/http/cookies.server';
import { loggableError } from '~/server/http/log.server';
import type { Operation } from './operations.server';
import { ApiRefusal, problemAnswer } from './problem-json.server';
import { jsonOf, parsed, queryOf } from './request-parts.server';

/** The requests allowed per minute, for one account or for one address without a token. */
const REQUESTS_A_MINUTE = 1_200;
const OPEN_REQUESTS_A_MINUTE = 300;

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;
/** The checked parts of a request to an operation. `person` and `tokenId` are set unless the operation is open to anybody. */
export type ApiRequest<O extends Operation> = {
  person: O['who'] extends 'open' ? null : TokenPerson;
  tokenId: O['who'] extends 'open' ? null : string;
  path: Parsed<O['pathParameters']>;
  query: Parsed<O['query']>;
  body: Parsed<O['body']>;
};
// biome-ignore lint/suspicious/noConfusingVoidType: it stands for what a function returns: nothing, where the operation has no answer.
type Given<O extends Operation> = O['answer'] extends z.ZodType ? z.input<O['answer']> : void;
type Answering = (args: LoaderFunctionArgs) => Promise<Response>;

/**
 * Loader and action of a route module. They check method, token, role, rate and request in this order, then do the work and
 * answer. Only a token in the header counts. A browser's cookie is ignored, so no foreign page can act through it (no CSRF).
 */
export function answerOperation<const O extends Operation>(
  operation: O,
  work: (request: ApiRequest<O>) => Promise<Given<O>>,
): { loader: Answering; action: Answering } {
  const answer: Answering = async ({ request, params }) =>
    orProblemJson(async () => {
      if (request.method !== operation.method && !(request.method === 'HEAD' && operation.method === 'GET')) {
        throw new ApiRefusal({ code: 'api.other-method', details: { method: operation.method } }, { headers: { Allow: operation.method } });
      }
      const signedIn = operation.who === 'open' ? null : await requireToken(request, operation.who);
      await requireRate(signedIn?.person.accountId ?? null);
      const call = {
        person: signedIn?.person ?? null,
        tokenId: signedIn?.tokenId ?? null,
        path: operation.pathParameters && parsed(operation.pathParameters, params, 'path'),
        query: parsedQuery(operation, request),
        body: operation.body && parsed(operation.body, await jsonOf(request), 'body'),
      } as ApiRequest<O>;
      const given = await work(call);
      if (!operation.answer) return new Response(null, { status: 204, headers: NO_STORE });
      return Response.json(operation.answer.parse(given), { headers: NO_STORE });
    });
  return { loader: answer, action: answer };
}

const NO_STORE = { 'Cache-Control': 'private, no-store' };

/** A refusal is sent to the program. A bug is logged, and the program gets only its request id. */
export async function orProblemJson(work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) return problemAnswer(error);
    const { log, requestId } = requestContext();
    log.error({ requestId, error: loggableError(error) }, 'api failed');
    return problemAnswer(new Refusal({ code: 'api.went-wrong', details: { requestId } }));
  }
}

function parsedQuery(operation: Operation, request: Request): unknown {
  const query = queryOf(request);
  if (operation.query) return parsed(operation.query, query, 'query');
  const [name] = Object.keys(query);
  if (name !== undefined) throw new ApiRefusal({ code: 'api.not-understood' }, { detail: `query.${name.slice(0, 50)}: unrecognized_keys` });
  return undefined;
}

async function requireToken(request: Request, who: Operation['who']): Promise<{ person: TokenPerson; tokenId: string }> {
  const { db, now } = requestContext();
  const token = /^Bearer ([\w-]{20,128})$/i.exec(request.headers.get('Authorization') ?? '')?.[1];
  const tokenId = token ? hashOfToken(token) : '';
  const person = token ? await personOfToken(db, tokenId, now) : null;
  if (!person) {
    await requireRate(null);
    throw new ApiRefusal({ code: 'api.sign-in-needed' });
  }
  if (who !== 'signed-in' && who !== 'open' && !may(person.role, who)) throw new ApiRefusal({ code: 'access.not-allowed' });
  return { person, tokenId };
}

async function requireRate(accountId: string | null): Promise<void> {
  const { limits, address } = requestContext();
  const wait = accountId
    ? await limits.use('api', accountId, REQUESTS_A_MINUTE, 60)
    : await limits.use('api-open', address, OPEN_REQUESTS_A_MINUTE, 60);
  if (wait > 0)
    throw new ApiRefusal({ code: 'api.too-many-requests', details: { seconds: wait } }, { headers: { 'Retry-After': String(wait) } });
}
