import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { may } from '~/domain/access/who-may';
import { PackagesScreen } from '~/screens/packages/packages-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult } from '~/server/http/respond.server';
import { packagesHere } from '~/server/workflows/package/preview-package.server';
import { uploadPackage } from '~/server/workflows/package/take-job.server';
import { shortFingerprint } from '~/server/workflows/package/take-package.server';

export const handle = pageTitle('packages:title');

export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'package.take');
  const { db, now } = requestContext();
  const { fingerprint, taken } = await packagesHere(db, person, now);
  return {
    fingerprint: shortFingerprint(fingerprint),
    taken: taken.map(({ sender, ...one }) => ({ ...one, fingerprint: shortFingerprint(sender) })),
    mayLook: may(person.role, 'coverage.read'),
  };
}

export async function action({ request }: ActionFunctionArgs) {
  const person = await requireMay(request, 'package.take');
  const { db } = requestContext();
  // The body is a file, so the workflow reads it to disk; it is not parsed as a form here.
  return actionResult(new FormData(), async () => redirect(`/packages/${await uploadPackage(db, person, request)}`));
}

export default function Packages() {
  const reply = useFormReply(useActionData<typeof action>());
  const navigation = useNavigation();
  return (
    <PackagesScreen
      {...useLoaderData<typeof loader>()}
      reply={reply}
      busy={navigation.state !== 'idle' && navigation.formMethod === 'POST'}
    />
  );
}
