import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { percentIn } from '~/domain/subsidy/reduced-households-view';
import { words } from '~/i18n/words.server';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { forecastBars } from '~/screens/subsidy/forecast-bars';
import { ForecastScreen } from '~/screens/subsidy/forecast-screen';
import { chartPicture } from '~/server/charts/chart-address.server';
import { requestContext } from '~/server/http/context.server';
import { loadSubsidyPage } from '~/server/http/subsidy-place.server';
import { readSubsidyForecast } from '~/server/workflows/subsidy/read-subsidy.server';

export const handle = pageTitle('subsidy:page.forecast');

export function loader(args: LoaderFunctionArgs) {
  return loadSubsidyPage(
    args,
    ({ db, person, query, asked, now }) => readSubsidyForecast(db, person, { ...query, percent: percentIn(asked) }, now),
    ({ forecasts }, { asked, language }) => ({
      percent: percentIn(asked),
      forecasts,
      chart: chartPicture(forecastBars(words(language) as never, forecasts), requestContext().settings.sessionSecret),
    }),
  );
}

export default function SubsidyForecast() {
  const data = useLoaderData<typeof loader>();
  return data.season === null ? <NoSeasonScreen trail={data.trail} /> : <ForecastScreen {...data} />;
}
