import type { LoaderFunctionArgs } from '@remix-run/node';
import { withSql } from '~/database/connection/sql.server';
import { fileOfFinding } from '~/database/findings/finding-writes.server';
import { scopeOf } from '~/database/scope.server';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { attachmentHeaders, problemResponse } from '~/server/http/respond.server';
import { readPhotoFile } from '~/server/workflows/survey/photo-files.server';

/**
 * 佐证: a file of a finding, for a person who sees the finding. A photo is shown, a PDF only saved: it may hold programs. No cache stores
 * either, because a desk may be shared.
 */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'finding.read');
  const { db, settings } = requestContext();
  const { code = '', sha256 = '' } = params;
  const type = /^[0-9a-f]{64}$/.test(sha256) ? await withSql(db, (sql) => fileOfFinding(sql, scopeOf(person), code, sha256)) : null;
  const bytes = type && (await readPhotoFile(settings.dataDir, sha256));
  if (!type || !bytes) throw problemResponse({ code: 'photo.unknown' });
  const policy = { 'Content-Security-Policy': "default-src 'none'; sandbox" };
  if (type === 'application/pdf') {
    return new Response(new Uint8Array(bytes), { headers: { ...attachmentHeaders(`${code}-${sha256.slice(0, 8)}.pdf`, type), ...policy } });
  }
  return new Response(new Uint8Array(bytes), { headers: { 'Content-Type': type, 'X-Content-Type-Options': 'nosniff', ...policy } });
}
