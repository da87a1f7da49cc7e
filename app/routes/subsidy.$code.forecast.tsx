import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { words } from '~/i18n/words.server';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { forecastDrawing } from '~/screens/subsidy/forecast-drawing.server';
import { ForecastScreen } from '~/screens/subsidy/forecast-screen';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { orProblem } from '~/server/http/respond.server';
import { subsidyPlace } from '~/server/http/subsidy-place.server';
import { readSubsidyForecast } from '~/server/workflows/read-subsidy.server';

export const handle = pageTitle('subsidy:page.forecast');

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'subsidy.read');
  const { db, now, language } = requestContext();
  const asked = new URL(request.url).searchParams;
  const typed = Number(asked.get('percent') ?? 20);
  const percent = Number.isFinite(typed) && typed >= 1 && typed <= 100 ? Math.trunc(typed) : 20;
  return orProblem(async () => {
    const found = await readSubsidyForecast(db, person, { division: params['code'] ?? '', season: asked.get('season'), percent }, now);
    if (found.season === null) return { trail: found.trail, season: null };
    return { ...subsidyPlace(found), percent, forecasts: found.forecasts, drawing: forecastDrawing(words(language) as never, found.forecasts) };
  });
}

export default function SubsidyForecast() {
  const data = useLoaderData<typeof loader>();
  return data.season === null ? <NoSeasonScreen trail={data.trail} /> : <ForecastScreen {...data} />;
}
