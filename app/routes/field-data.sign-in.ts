import type { ActionFunctionArgs } from '@remix-run/node';
import { SIGN_IN_FIELDS, signInForm } from '~/domain/access/sign-in-form';
import { type FormAnswer, type GuestAnswer, PROTOCOL_VERSION, type SignedIn } from '~/domain/sync/protocol';
import { requestContext } from '~/server/http/context.server';
import { fieldForm } from '~/server/http/field-form.server';
import { signInHere } from '~/server/http/person.server';
import { parseForm } from '~/server/http/respond.server';

/** The token of whoever is here, signed in or not. */
export function loader() {
  const { csrfToken } = requestContext();
  return Response.json({ protocol: PROTOCOL_VERSION, csrfToken } satisfies GuestAnswer);
}

/** 登录, from the phone's own page: somebody again, or somebody else on the same phone. Whoever was signed in before is not any more. */
export async function action({ request }: ActionFunctionArgs) {
  let headers = new Headers();
  const answer = await fieldForm(
    request,
    async (typed): Promise<SignedIn> => {
      const signedIn = await signInHere(request, parseForm(signInForm, typed));
      headers = signedIn.headers;
      return { accountId: signedIn.who.accountId, mustChangePassword: signedIn.who.mustChangePassword };
    },
    SIGN_IN_FIELDS,
  );
  return Response.json(answer satisfies FormAnswer<SignedIn>, { headers });
}
