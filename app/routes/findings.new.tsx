import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { listAddressOf, newFindingForm } from '~/domain/findings/desk/finding-forms';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { NewFindingScreen } from '~/screens/findings/new-finding-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { evidenceForm, FIELD_OF, filesOf } from '~/server/http/findings-page.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, orProblem, parseForm } from '~/server/http/respond.server';
import { keepEvidence } from '~/server/workflows/findings/keep-evidence.server';
import { openFinding, readNewFinding } from '~/server/workflows/findings/open-finding.server';

export const handle = pageTitle('findings-desk:form.title');

export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'finding.open');
  const { db, now } = requestContext();
  const asked = new URL(request.url).searchParams;
  const address = listAddressOf(asked.get('list') ?? '');
  const count = asked.get('count') ?? '';
  return orProblem(async () => ({
    ...(await readNewFinding(
      db,
      person,
      {
        division: asked.get('code') ?? person.divisions[0] ?? '',
        season: asked.get('season'),
        household: asked.get('household') ?? '',
      },
      now,
    )),
    list: address === null ? null : { address, count: /^\d{1,9}$/.test(count) ? Number(count) : null },
  }));
}

export async function action({ request }: ActionFunctionArgs) {
  const person = await requireMay(request, 'finding.open');
  const { db, now, settings } = requestContext();
  const form = await evidenceForm(request);
  return actionResult(
    form,
    async (typed) => {
      const asked = parseForm(newFindingForm, typed);
      const evidence = await keepEvidence(db, { dataDir: settings.dataDir, accountId: person.accountId, files: filesOf(form) }, now);
      throw redirect(`/findings/${encodeURIComponent(await openFinding(db, person, { ...asked, evidence }, now))}`);
    },
    FIELD_OF,
  );
}

export default function NewFinding() {
  const { season, ...shown } = useLoaderData<typeof loader>();
  const reply = useFormReply(useActionData<typeof action>());
  return season === null ? <NoSeasonScreen trail={shown.trail} /> : <NewFindingScreen {...shown} season={season} reply={reply} />;
}
