import type { LoaderFunctionArgs } from '@remix-run/node';
import { heatSourcesViewOf } from '~/domain/tables/heat-source-table';
import { words } from '~/i18n/words.server';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { attachmentHeaders, orProblem } from '~/server/http/respond.server';
import { exportHeatSources } from '~/server/workflows/targets/export-heat-sources.server';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'coverage.read');
  const { db, now, language } = requestContext();
  const { fileName, content } = await orProblem(() =>
    exportHeatSources(db, person, words(language) as never, heatSourcesViewOf(new URL(request.url).searchParams), now),
  );
  return new Response(new Uint8Array(content), { headers: attachmentHeaders(fileName, XLSX) });
}
