import type { LoaderFunctionArgs } from '@remix-run/node';
import { exportAnswer } from '~/server/exports/answer-export.server';
import { requirePerson } from '~/server/http/person.server';
import { orProblem } from '~/server/http/respond.server';
import { requireImporter } from '~/server/workflows/imports/check-then-import.server';

/** An empty workbook with the sheets and columns that this person may import. */
export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requirePerson(request);
  await orProblem(async () => requireImporter(person));
  return exportAnswer(request, person, 'import-template', () => ({}));
}
