import type { LoaderFunctionArgs } from '@remix-run/node';
import { withSql } from '~/database/connection/sql.server';
import { scopeOf } from '~/database/scope.server';
import { photoInScope } from '~/database/survey/photos.server';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { problemResponse } from '~/server/http/respond.server';
import { readPhotoFile } from '~/server/workflows/survey/photo-files.server';

/**
 * A photo, for a person who sees a household whose visit uses it. No cache stores it, not even the browser's, because a desk
 * may be shared.
 */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'households.read');
  const { db, settings } = requestContext();
  const sha256 = params.sha256 ?? '';
  const type = /^[0-9a-f]{64}$/.test(sha256)
    ? await withSql(db, (sql) => photoInScope(sql, scopeOf(person), sha256, person.accountId))
    : null;
  const bytes = type && (await readPhotoFile(settings.dataDir, sha256));
  if (!type || !bytes) throw problemResponse({ code: 'photo.unknown' });
  return new Response(new Uint8Array(bytes), { headers: { 'Content-Type': type, 'Content-Security-Policy': "default-src 'none'" } });
}
