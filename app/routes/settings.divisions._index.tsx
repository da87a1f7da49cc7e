import { type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { requireMay } from '~/server/http/person.server';

/** The tree begins at the top of the person's own divisions. */
export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'divisions.manage');
  throw redirect(`/settings/divisions/${person.divisions[0] ?? ''}`);
}
