import type { LoaderFunctionArgs } from '@remix-run/node';
import { requestContext } from '~/server/http/context.server';
import { answerReading } from '~/server/http/field-answer.server';
import { readPackage } from '~/server/workflows/phones/read-package.server';

/** One page of a village's work package. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url);
  const { db, now, language } = requestContext();
  return answerReading('visit.submit', (person) =>
    readPackage(
      db,
      person,
      {
        village: searchParams.get('village') ?? '',
        since: searchParams.get('since'),
        page: searchParams.get('page'),
        findings: searchParams.get('findings'),
      },
      now,
      language,
    ),
  );
}
