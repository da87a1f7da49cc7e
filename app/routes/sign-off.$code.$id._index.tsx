import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { type ShouldRevalidateFunctionArgs, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { SIGN_ACTS } from '~/domain/report/sign-off';
import { actForm, remarksIn } from '~/domain/report/sign-off-form';
import { versionAddress } from '~/screens/reports/sign-off/addresses';
import { VersionScreen } from '~/screens/reports/sign-off/version-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, orProblem, parseForm } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { readVersion } from '~/server/workflows/report/read-sign-off.server';
import { shownReplay } from '~/server/workflows/report/replay-report.server';
import { actOnReport } from '~/server/workflows/report/sign-report.server';

export const handle = pageTitle('sign-off:begin');

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'sign-off.read');
  const { db, now } = requestContext();
  const asked = new URL(request.url).searchParams;
  const id = params.id ?? '';
  return orProblem(async () => ({
    ...(await readVersion(db, person, id, asked.get('at'))),
    replay: asked.has('replay') ? await shownReplay(db, person, id, now) : null,
    done: SIGN_ACTS.find((act) => act === asked.get('done')) ?? null,
  }));
}

export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'sign-off.act');
  const { db, now } = requestContext();
  const id = params.id ?? '';
  return actionResult(
    await sentForm(request),
    async (typed) => {
      const { do: act, words } = parseForm(actForm, typed);
      await actOnReport(db, person, { id, act, words, remarks: remarksIn(typed) }, now);
      return redirect(versionAddress(params.code ?? '', id, { done: act }));
    },
    { 'sign-off.words-missing': 'words' },
  );
}

/** Reloads after a refusal too: whoever was slower sees what the other did. */
export function shouldRevalidate({ formMethod, defaultShouldRevalidate }: ShouldRevalidateFunctionArgs): boolean {
  return formMethod === 'POST' || defaultShouldRevalidate;
}

export default function VersionPage() {
  const data = useLoaderData<typeof loader>();
  const reply = useFormReply(useActionData<typeof action>());
  const busy = useNavigation().state !== 'idle';
  return <VersionScreen key={data.report.id + data.report.state} {...data} reply={reply} busy={busy} />;
}
