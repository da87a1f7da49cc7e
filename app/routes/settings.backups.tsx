import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { BackupsScreen } from '~/screens/upkeep/backups-screen';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { askToBackup } from '~/server/workflows/upkeep/backup-job.server';
import { readBackups } from '~/server/workflows/upkeep/read-backups.server';

export const handle = pageTitle('backups:title');

export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'settings.manage');
  const { db, now, language } = requestContext();
  return readBackups(db, person, language, now);
}

export async function action({ request }: ActionFunctionArgs) {
  const person = await requireMay(request, 'settings.manage');
  return actionResult(await sentForm(request), async () => {
    await askToBackup(requestContext().db, person);
    throw redirect('/settings/backups');
  });
}

export default function Backups() {
  const reply = useFormReply(useActionData<typeof action>());
  const busy = useNavigation().formMethod === 'POST';
  return <BackupsScreen {...useLoaderData<typeof loader>()} reply={reply} busy={busy} />;
}
