import type { LoaderFunctionArgs } from '@remix-run/node';
import { findingsViewOf } from '~/domain/tables/findings-table';
import { words } from '~/i18n/words.server';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { attachmentHeaders, orProblem } from '~/server/http/respond.server';
import { exportFindings } from '~/server/workflows/findings/export-findings.server';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'finding.read');
  const { db, now, language } = requestContext();
  const { fileName, content } = await orProblem(async () => {
    const view = findingsViewOf(new URL(request.url).searchParams);
    return exportFindings(db, person, words(language) as never, { division: params.code ?? '', view, language }, now);
  });
  return new Response(new Uint8Array(content), { headers: attachmentHeaders(fileName, XLSX) });
}
