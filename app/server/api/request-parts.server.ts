import type { z } from 'zod';
import { sentJson } from '~/domain/text/sent-json';
import { ApiRefusal } from './problem-json.server';

/** A batch of 100 visits with rooms is some 150 kB. */
const BODY_LIMIT_BYTES = 2_000_000;

/** The value, or a refusal that names the places (“query.limit: too_big”). The names are repeated, never the values. */
export function parsed<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const places = result.error.issues.map((issue) => {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : [];
    return `${[where, ...issue.path, ...keys].join('.')}: ${issue.code}`;
  });
  throw new ApiRefusal({ code: 'api.not-understood' }, { detail: places.slice(0, 20).join('; ').slice(0, 1_000) });
}

/** The query as an object. A name given twice is refused, because it is unclear which one counts. */
export function queryOf(request: Request): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of new URL(request.url).searchParams) {
    if (Object.hasOwn(query, name))
      throw new ApiRefusal({ code: 'api.not-understood' }, { detail: `query.${name.slice(0, 50)}: given twice` });
    query[name] = value;
  }
  return query;
}

export async function jsonOf(request: Request): Promise<unknown> {
  const type = (request.headers.get('Content-Type') ?? '').split(';')[0]!.trim().toLowerCase();
  if (type !== 'application/json') throw new ApiRefusal({ code: 'api.other-type' });
  const value = sentJson(await textOf(request));
  if (value === undefined) throw new ApiRefusal({ code: 'api.not-json' });
  return value;
}

async function textOf(request: Request): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = request.body?.getReader();
  for (;;) {
    const part = (await reader?.read())?.value;
    if (part === undefined) break;
    length += part.length;
    if (length > BODY_LIMIT_BYTES) throw new ApiRefusal({ code: 'api.too-large', details: { megabytes: BODY_LIMIT_BYTES / 1_000_000 } });
    parts.push(part);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts));
  } catch {
    throw new ApiRefusal({ code: 'api.not-json' });
  }
}
