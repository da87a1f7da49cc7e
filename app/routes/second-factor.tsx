import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { secondFactorOf, secondFactorRequiredSince } from '~/database/access/second-factors.server';
import { withSql } from '~/database/connection/sql.server';
import { safeReturnPath } from '~/domain/access/safe-return-path';
import { mayHaveSecondFactor } from '~/domain/access/second-factor';
import { provenForm, SECOND_FACTOR_FIELDS, setUpForm } from '~/domain/access/second-factor-form';
import { isFormReply } from '~/i18n/form-reply';
import { qrRows } from '~/reports/paper/qr-code.server';
import { SecondFactorScreen } from '~/screens/accounts/second-factor-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requirePerson, type SessionPerson } from '~/server/http/person.server';
import { actionResult, parseForm, problemResponse } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { offerAgain, offerSecret } from '~/server/personal/second-factor.server';
import { renewRecoveryCodes, setUpSecondFactor, turnOffSecondFactor } from '~/server/workflows/access/second-factor.server';

export const handle = pageTitle('second-factor:title');

async function requireOwner(request: Request): Promise<SessionPerson> {
  const person = await requirePerson(request);
  if (!mayHaveSecondFactor(person.role)) throw problemResponse({ code: 'access.not-allowed' });
  return person;
}

/** What an app is to be given; `again` is the offer of a refused form, which the app has already. */
function shownOffer(person: SessionPerson, now: Date, again?: string) {
  const account = { id: person.accountId, username: person.username };
  const { secret, offer, address } = (again && offerAgain(account, again, now)) || offerSecret(account, now);
  return { secret, offer, rows: qrRows(address) };
}

export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requireOwner(request);
  const { db, now } = requestContext();
  const search = new URL(request.url).searchParams;
  const [factor, since] = await withSql(db, async (sql) => [
    await secondFactorOf(sql, person.accountId),
    await secondFactorRequiredSince(sql, person.role),
  ]);
  return {
    username: person.username,
    back: search.has('to') ? safeReturnPath(search.get('to')) : '/me',
    required: since !== null,
    first: person.mustSetUpSecondFactor,
    present: factor && { since: factor.since, recoveryLeft: factor.recoveryLeft },
    offer: factor ? null : shownOffer(person, now),
    turnedOff: search.has('off'),
  };
}

export async function action({ request }: ActionFunctionArgs) {
  const person = await requireOwner(request);
  const { db, limits, sessionId, now } = requestContext();
  const form = await sentForm(request);
  const result = await actionResult(
    form,
    async (typed) => {
      switch (typed.intent) {
        case 'codes':
          return data({ codes: await renewRecoveryCodes(db, limits, person, parseForm(provenForm, typed).code, now) });
        case 'turn-off':
          await turnOffSecondFactor(db, limits, person, parseForm(provenForm, typed).code, now);
          throw redirect('/second-factor?off');
        default: {
          const { offer, password, code } = parseForm(setUpForm, typed);
          return data({ codes: await setUpSecondFactor(db, limits, person, { offer, password, code, keepSession: sessionId }, now) });
        }
      }
    },
    SECOND_FACTOR_FIELDS,
  );
  const again = isFormReply(result.data) && form.has('offer') ? shownOffer(person, now, String(form.get('offer'))) : null;
  return data({ ...result.data, again }, { status: result.init?.status ?? 200 });
}

export default function SecondFactor() {
  const loaded = useLoaderData<typeof loader>();
  const result = useActionData<typeof action>();
  return (
    <SecondFactorScreen
      {...loaded}
      offer={result?.again && loaded.offer ? result.again : loaded.offer}
      codes={result && 'codes' in result ? result.codes : null}
      reply={useFormReply(result)}
    />
  );
}
