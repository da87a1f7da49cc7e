import {
  createDocument,
  type ZodOpenApiObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { API_ROOT, OPERATIONS, type Operation } from './operations.server';
import { problemSchema } from './schemas.server';

const REFUSALS: Record<number, string> = {
  400: 'The request does not say what the operation needs.',
  401: 'No token, or one that ended.',
  403: 'The account may not do this.',
  404: 'Not there, or not for this account.',
  413: 'More than 2 MB.',
  415: 'The body is not application/json.',
  429: 'Too many requests; wait as long as Retry-After says.',
  500: 'Our fault; the request id leads to the log.',
};

let made: ReturnType<typeof createDocument> | undefined;

/** The OpenAPI 3.1 document, made from the schemas that parse the requests and filter the answers. */
export function openApiDocument(): ReturnType<typeof createDocument> {
  made ??= createDocument({
    openapi: '3.1.0',
    info: {
      title: '清暖台账 API',
      version: '1',
      description: 'Times are ISO 8601 with their zone, days YYYY-MM-DD in China, areas m², money 分, codes and numbers text.',
    },
    servers: [{ url: API_ROOT }],
    security: [{ token: [] }],
    paths: paths(),
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'From POST /sign-in. Cookies are not looked at.' } },
    },
  } satisfies ZodOpenApiObject);
  return made;
}

function paths(): ZodOpenApiPathsObject {
  const all: ZodOpenApiPathsObject = {
    '/openapi.json': {
      get: {
        operationId: 'readDescription',
        summary: 'This description',
        security: [],
        responses: { 200: { description: 'OpenAPI 3.1', content: { 'application/json': {} } } },
      },
    },
  };
  for (const [operationId, operation] of Object.entries<Operation>(OPERATIONS)) {
    all[operation.path] = { ...all[operation.path], [operation.method.toLowerCase()]: documented(operationId, operation) };
  }
  return all;
}

function documented(operationId: string, operation: Operation): ZodOpenApiOperationObject {
  const { summary, description, who, pathParameters, query, body, documentedBody, answer, refusals } = operation;
  const responses: ZodOpenApiResponsesObject = answer
    ? { 200: { description: 'Done.', content: { 'application/json': { schema: answer } } } }
    : { 204: { description: 'Done.' } };
  const mayAnswer = [400, 401, ...(who === 'open' && operationId !== 'signIn' ? [] : [403]), 429, 500, ...(refusals ?? [])].sort(
    (a, b) => a - b,
  );
  for (const status of mayAnswer) {
    responses[`${status}` as '400'] = {
      description: REFUSALS[status]!,
      content: { 'application/problem+json': { schema: problemSchema } },
    };
  }
  return {
    operationId,
    summary,
    ...(description && { description }),
    ...(who === 'open' && { security: [] }),
    ...((pathParameters || query) && { requestParams: { ...(pathParameters && { path: pathParameters }), ...(query && { query }) } }),
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: documentedBody ?? body } } } }),
    responses,
  };
}
