import type { LoaderFunctionArgs } from '@remix-run/node';
import { drawBars } from '~/reports/charts/draw-bars.server';
import { askedChart } from '~/server/charts/chart-address.server';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { problemResponse } from '~/server/http/respond.server';

/** The picture of a chart that a page of ours shows. It asks no register: the page was allowed to show what the address says. */
export async function loader({ request }: LoaderFunctionArgs) {
  await requireMay(request, 'coverage.read');
  const asked = askedChart(new URL(request.url).searchParams, requestContext().settings.sessionSecret);
  if (!asked) throw problemResponse({ code: 'chart.unknown' });
  return new Response(drawBars(asked.bars, asked.width), {
    headers: { 'Content-Type': 'image/svg+xml', 'Content-Security-Policy': "default-src 'none'; style-src-attr 'unsafe-inline'" },
  });
}
