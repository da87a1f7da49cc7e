import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { withSql } from '~/database/connection/sql.server';
import { ledgerHousehold } from '~/database/households/ledger/ledger.server';
import { villagesOfSameCounty } from '~/database/households/villages-of-county.server';
import { scopeOf } from '~/database/scope.server';
import { deathForm, eventKindOf, mergeForm, moveForm, splitForm } from '~/domain/household/ledger/event-form';
import { refuse } from '~/domain/problems';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { EventScreen } from '~/screens/households/ledger/event-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, orProblem, parseForm } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { askDeath, askMerge, askMove, askSplit } from '~/server/workflows/households/ask-event.server';

export const handle = pageTitle('ledger:event.title');

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'roster.change');
  const number = params.number ?? '';
  const kind = eventKindOf(new URL(request.url).searchParams.get('kind'));
  const { db, now } = requestContext();
  return orProblem(() =>
    withSql(db, async (sql) => {
      const scope = scopeOf(person);
      const { fields, village, villageCode, revision } =
        (await ledgerHousehold(sql, scope, number)) ?? refuse('household.unknown', { number });
      return {
        kind,
        household: { number, head: String(fields.head), village, villageCode, revision },
        today: dayInShanghai(now),
        villages: kind === 'move' ? await villagesOfSameCounty(sql, scope, villageCode) : [],
      };
    }),
  );
}

export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'roster.change');
  const { db, now } = requestContext();
  const household = params.number ?? '';
  const kind = eventKindOf(new URL(request.url).searchParams.get('kind'));
  const today = dayInShanghai(now);
  return actionResult(
    await sentForm(request),
    async (typed) => {
      switch (kind) {
        case 'split':
          await askSplit(db, person, { household, ...parseForm(splitForm(today), typed) }, now);
          break;
        case 'merge':
          await askMerge(db, person, { household, ...parseForm(mergeForm, typed) }, now);
          break;
        case 'move':
          await askMove(db, person, { household, ...parseForm(moveForm, typed) }, now);
          break;
        case 'death':
          await askDeath(db, person, { household, ...parseForm(deathForm(today), typed) }, now);
          break;
        default:
          refuse('event.kind-missing');
      }
      return redirect(`/households/${encodeURIComponent(household)}?done=asked`);
    },
    {
      'event.in-future': 'on',
      'event.before-last': 'on',
      'event.into-unknown': 'into',
      'event.into-itself': 'into',
      'event.same-village': 'village',
      'division.not-a-village': 'village',
      'event.same-head': 'idNumber',
    },
  );
}

export default function RecordEvent() {
  const shown = useLoaderData<typeof loader>();
  const reply = useFormReply(useActionData<typeof action>());
  return <EventScreen key={shown.kind} {...shown} reply={reply} />;
}
