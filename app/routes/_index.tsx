import { redirect, type LoaderFunctionArgs } from '@remix-run/node';
import { homeOf } from '~/screens/shell/navigation';
import { requirePerson } from '~/server/http/person.server';

export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requirePerson(request);
  return redirect(homeOf(person.role));
}
