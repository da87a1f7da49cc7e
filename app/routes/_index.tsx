import { type LoaderFunctionArgs, redirect, redirectDocument } from '@remix-run/node';
import { homeOf } from '~/screens/shell/navigation';
import { requirePerson } from '~/server/http/person.server';

/**
 * Sends everybody to their start page. A cadre goes to the field app, which is told who has signed in and leads back here when
 * it cannot work.
 */
export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requirePerson(request);
  if (person.role === 'cadre') return redirectDocument(`/field/?as=${person.accountId}`);
  return redirect(homeOf(person.role));
}
