import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { withSql } from '~/database/connection/sql.server';
import { divisionPage } from '~/database/divisions/divisions.server';
import { scopeOf } from '~/database/scope.server';
import { addDivisionForm, changeDivisionForm, closeDivisionForm, mergeDivisionForm } from '~/domain/divisions/division-forms';
import type { ProblemCode } from '~/domain/problems';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { type DivisionDone, DivisionScreen } from '~/screens/divisions/division-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { actionResult, parseForm, problemResponse } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { addDivision, changeDivision, closeDivision, mergeDivision } from '~/server/workflows/divisions/manage-division.server';

export const handle = pageTitle('accounts:divisions.title');

const DONE: readonly string[] = ['added', 'changed', 'closed', 'merged'] satisfies DivisionDone[];
const FIELD_OF: Partial<Record<ProblemCode, string>> = {
  'division.code-wrong': 'code',
  'division.code-taken': 'code',
  'division.day-before-start': 'on',
  'division.into-itself': 'into',
  'division.other-level': 'into',
  'division.unknown': 'into',
};

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'divisions.manage');
  const { db, now } = requestContext();
  const code = params.code ?? '';
  const page = await withSql(db, (sql) => divisionPage(sql, scopeOf(person), code));
  if (!page) throw problemResponse({ code: 'division.unknown', details: { code } });
  const { division } = page;
  const done = new URL(request.url).searchParams.get('done') ?? '';
  return {
    trail: page.trail,
    divisionsBelow: page.divisionsBelow,
    today: dayInShanghai(now),
    done: DONE.includes(done) ? (done as DivisionDone) : null,
    division: {
      code: division.code,
      name: division.name,
      level: division.level,
      zoneType: division.zone_type,
      within5km: division.within_5km,
      relocating: division.relocating,
      completedOn: division.completed_on,
      validFrom: division.valid_from,
      validTo: division.valid_to,
      source: division.source,
      mergedInto: division.merged_into ? { code: division.merged_into, name: page.mergedIntoName ?? '' } : null,
      households: page.households,
      top: person.divisions.includes(division.code),
    },
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'divisions.manage');
  const { db, now } = requestContext();
  const code = params.code ?? '';
  const doneAs = (done: DivisionDone, at = code) => redirect(`/settings/divisions/${at}?done=${done}`);
  return actionResult(
    await sentForm(request),
    async (typed) => {
      switch (typed.intent) {
        case 'add':
          await addDivision(db, person, { parent: code, ...parseForm(addDivisionForm, typed) }, now);
          throw doneAs('added');
        case 'close':
          await closeDivision(db, person, { code, ...parseForm(closeDivisionForm, typed) }, now);
          throw doneAs('closed');
        case 'merge': {
          const input = parseForm(mergeDivisionForm, typed);
          await mergeDivision(db, person, { from: code, ...input }, now);
          throw doneAs('merged', input.into);
        }
        default:
          await changeDivision(db, person, { code, ...parseForm(changeDivisionForm, typed) }, now);
          throw doneAs('changed');
      }
    },
    FIELD_OF,
  );
}

export default function Division() {
  const reply = useFormReply(useActionData<typeof action>());
  return <DivisionScreen {...useLoaderData<typeof loader>()} reply={reply} />;
}
