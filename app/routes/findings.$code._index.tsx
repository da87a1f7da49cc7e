import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { type ShouldRevalidateFunctionArgs, useActionData, useLoaderData } from '@remix-run/react';
import { DayNotShownScreen } from '~/screens/coverage/as-of/day-not-shown-screen';
import { NoSeasonScreen } from '~/screens/coverage/begin-screen';
import { FindingsDeskScreen } from '~/screens/findings/desk-screen';
import { FindingScreen } from '~/screens/findings/finding-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { actOnFindingsPage, loadFindingsPage } from '~/server/http/findings-page.server';

export const handle = pageTitle('findings-desk:heading');

export function loader(args: LoaderFunctionArgs) {
  return loadFindingsPage(args);
}

export function action(args: ActionFunctionArgs) {
  return actOnFindingsPage(args);
}

/** Reloads after a refusal too: whoever was slower sees what the other did, and the next attempt is on the current finding. */
export function shouldRevalidate({ formMethod, defaultShouldRevalidate }: ShouldRevalidateFunctionArgs): boolean {
  return formMethod === 'POST' || defaultShouldRevalidate;
}

export default function FindingsOrOne() {
  const data = useLoaderData<typeof loader>();
  const reply = useFormReply(useActionData<typeof action>());
  if ('notShown' in data) return <DayNotShownScreen {...data} />;
  if (data.page === 'no-season') return <NoSeasonScreen trail={data.trail} />;
  if (data.page === 'one') return <FindingScreen {...data} reply={reply} />;
  return <FindingsDeskScreen {...data} reply={reply} />;
}
