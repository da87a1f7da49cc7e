import type { LoaderFunctionArgs } from '@remix-run/node';
import { words } from '~/i18n/words.server';
import { templateWorkbook } from '~/imports/write-workbook.server';
import { requestContext } from '~/server/http/context.server';
import { requirePerson } from '~/server/http/person.server';
import { attachmentHeaders, orProblem } from '~/server/http/respond.server';
import { requireImporter } from '~/server/workflows/imports/check-then-import.server';
import { sheetsFor } from '~/server/workflows/imports/import-job.server';

/** An empty workbook with the sheets and columns that this person may import. */
export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requirePerson(request);
  await orProblem(async () => requireImporter(person));
  const workbook = await templateWorkbook(sheetsFor(person));
  const name = `${words(requestContext().language)('imports:templateName')}.xlsx`;
  return new Response(new Uint8Array(workbook), {
    headers: attachmentHeaders(name, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'),
  });
}
