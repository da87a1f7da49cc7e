import { text as textOf } from 'node:stream/consumers';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData } from '@remix-run/react';
import { refuse } from '~/domain/problems';
import { UnsentScreen } from '~/screens/devices/unsent-screen';
import { pageTitle } from '~/screens/shell/page-title';
import { useFormReply } from '~/screens/shell/unsent-form';
import { requestContext } from '~/server/http/context.server';
import { loggableError } from '~/server/http/log.server';
import { requireMay } from '~/server/http/person.server';
import { inWords } from '~/server/http/record-receipts.server';
import { actionResult } from '~/server/http/respond.server';
import { takeFile } from '~/server/http/sent/uploaded-file.server';
import { importUnsent, LARGEST_EXPORT_BYTES } from '~/server/workflows/phones/import-unsent.server';

export const handle = pageTitle('sync:unsent.title');

export async function loader({ request }: LoaderFunctionArgs) {
  await requireMay(request, 'visit.review');
  return null;
}

export async function action({ request }: ActionFunctionArgs) {
  const person = await requireMay(request, 'visit.review');
  const { db, now, settings, log, requestId } = requestContext();
  return actionResult(
    new FormData(),
    async () => {
      let text = '';
      const wanted = { field: 'file', limitBytes: LARGEST_EXPORT_BYTES, tooLarge: () => refuse('unsent.not-a-file') };
      await takeFile(request, wanted, async (content) => {
        text = await textOf(content);
      });
      if (text === '') refuse('unsent.not-a-file');
      const failed = (error: unknown) => log.error({ requestId, error: loggableError(error) }, 'a record of an export could not be stored');
      const result = await importUnsent(db, person, { text, dataDir: settings.dataDir }, now, failed);
      return {
        result: {
          by: result.by,
          part: result.part,
          problems: result.problems,
          photos: result.photos,
          drafts: result.drafts,
          outcomes: result.outcomes.map((one) => ({ ...inWords(one), household: one.household })),
        },
      };
    },
    {
      'unsent.not-a-file': 'file',
      'unsent.cut-off': 'file',
      'unsent.damaged': 'file',
      'unsent.other-server': 'file',
      'unsent.account-unknown': 'file',
    },
  );
}

export default function ImportUnsent() {
  const reply = useActionData<typeof action>();
  return <UnsentScreen result={reply && 'result' in reply ? reply.result : undefined} reply={useFormReply(reply)} />;
}
