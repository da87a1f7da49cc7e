import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { mayPerson } from '~/domain/access/who-may';
import { type FundingLevel, keysOf } from '~/domain/contract/enumerations';
import { fundForm } from '~/domain/subsidy/fund-form';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { subsidyAddress } from '~/screens/subsidy/addresses';
import { FundsScreen } from '~/screens/subsidy/funds-screen';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, parseForm } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { loadSubsidyPage } from '~/server/http/subsidy-place.server';
import { readFunds } from '~/server/workflows/subsidy/read-subsidy.server';
import { recordFund } from '~/server/workflows/subsidy/record-fund.server';

export const handle = pageTitle('subsidy:page.funds');

function onlyIn(asked: URLSearchParams): { level: FundingLevel; of: 'allotted' | 'received' } | null {
  const [level, of] = [keysOf('level').find((one) => one === asked.get('level')), asked.get('of')];
  return level && (of === 'allotted' || of === 'received') ? { level, of } : null;
}

export function loader(args: LoaderFunctionArgs) {
  return loadSubsidyPage(
    args,
    ({ db, person, query, now }) => readFunds(db, person, query, now),
    ({ byLevel, funds }, { person, asked }) => ({
      byLevel,
      funds,
      only: onlyIn(asked),
      mayManage: mayPerson(person, 'funds.manage'),
      done: asked.get('done') === '1',
    }),
  );
}

export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'funds.manage');
  const { db, now } = requestContext();
  const division = params.code ?? '';
  const asked = new URL(request.url).searchParams.get('season');
  return actionResult(
    await sentForm(request),
    async (typed) => {
      const fund = parseForm(fundForm, typed);
      const found = await readFunds(db, person, { division, season: asked }, now);
      const season = found.season?.name ?? '';
      await recordFund(db, person, { division, season }, fund, now);
      return redirect(subsidyAddress(division, season, 'funds', { done: '1' }));
    },
    { 'fund.received-ahead': 'receivedOn' },
  );
}

export default function Funds() {
  const data = useLoaderData<typeof loader>();
  const reply = useFormReply(useActionData<typeof action>());
  const navigation = useNavigation();
  if (data.season === null) return <NoSeasonScreen trail={data.trail} />;
  return <FundsScreen {...data} reply={reply} busy={navigation.state !== 'idle' && navigation.formMethod === 'POST'} />;
}
