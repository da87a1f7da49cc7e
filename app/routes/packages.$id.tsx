import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { may } from '~/domain/access/who-may';
import { PackageScreen, type PackageView } from '~/screens/packages/package-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, orProblem } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { wantedOf } from '~/server/jobs/job-kind.server';
import { jobView } from '~/server/jobs/job-view.server';
import { isThere, needsComparing, ownTaking, previewOf, takeChecked, takeJob, takenBy } from '~/server/workflows/package/take-job.server';
import { shortFingerprint } from '~/server/workflows/package/take-package.server';

export const handle = pageTitle('packages:title');

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'package.take');
  const { db, language } = requestContext();
  const job = await orProblem(() => ownTaking(db, person, params.id ?? ''));
  const { fileName, mode } = wantedOf(takeJob, job)!;
  const preview = previewOf(job);
  const view: PackageView = {
    job: jobView(job, language, true),
    fileName,
    mode,
    found: preview && {
      ...preview.manifest,
      ...preview,
      division: preview.manifest.division.name,
      fingerprint: shortFingerprint(preview.manifest.sender.fingerprint),
      needsComparing: needsComparing(preview),
      fileThere: await isThere(job),
    },
    taken: takenBy(job),
    mayLook: may(person.role, 'coverage.read'),
  };
  return { view };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'package.take');
  const { db } = requestContext();
  const job = await orProblem(() => ownTaking(db, person, params.id ?? ''));
  return actionResult(
    await sentForm(request),
    async ({ compared }) => redirect(`/packages/${await takeChecked(db, person, job, compared === '1')}`),
    { 'package.not-compared': 'compared' },
  );
}

export default function Package() {
  const reply = useFormReply(useActionData<typeof action>());
  const navigation = useNavigation();
  return (
    <PackageScreen
      {...useLoaderData<typeof loader>()}
      reply={reply}
      busy={navigation.state !== 'idle' && navigation.formMethod === 'POST'}
    />
  );
}
