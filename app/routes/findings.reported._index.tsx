import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { mayPerson } from '~/domain/access/who-may';
import { ReportsScreen } from '~/screens/findings/reports-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { database } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { listReports } from '~/server/workflows/findings/answer-report.server';

export const handle = pageTitle('findings:desk.title');

export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'problem.read');
  const { searchParams } = new URL(request.url);
  const answered = searchParams.get('answered') === 'yes';
  const from = searchParams.get('from') ?? '';
  const { reports, next } = await listReports(database(), person, { answered, from: /^\d{1,9}$/.test(from) ? Number(from) : null });
  return {
    answered,
    next,
    done: searchParams.has('done'),
    mayAnswer: mayPerson(person, 'problem.answer'),
    reports: reports.map(({ id, number, kind, text, photos, householdSent, head, address, village, by, receivedAt, answer }) => ({
      id,
      number,
      kind,
      text,
      photos: photos.length,
      household: householdSent,
      head,
      address,
      village,
      by,
      receivedAt,
      answer,
    })),
  };
}

export default function Reported() {
  return <ReportsScreen {...useLoaderData<typeof loader>()} />;
}
