import { openApiDocument } from '~/server/api/openapi.server';

export function loader(): Response {
  return Response.json(openApiDocument(), { headers: { 'Cache-Control': 'public, max-age=300' } });
}
