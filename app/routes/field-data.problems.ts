import type { ActionFunctionArgs } from '@remix-run/node';
import { PROTOCOL_VERSION } from '~/domain/sync/protocol';
import { type SubmissionsAnswer, sendSubmissionsSchema } from '~/domain/sync/submissions';
import { requestContext } from '~/server/http/context.server';
import { answerField, fieldBody, requireOwnPhone } from '~/server/http/field-answer.server';
import { loggableError } from '~/server/http/log.server';
import { submissionInWords } from '~/server/http/record-receipts.server';
import { cleanSending } from '~/server/http/sent/clean-request.server';
import { receiveReports } from '~/server/workflows/findings/receive-reports.server';

/** Takes the problems a phone reports; a receipt for each, given after it is on the disk. */
export async function action({ request }: ActionFunctionArgs) {
  const { db, now, log, requestId } = requestContext();
  return answerField('problem.report', async (person): Promise<SubmissionsAnswer> => {
    const { device, app, records } = await fieldBody(request, sendSubmissionsSchema, cleanSending);
    await requireOwnPhone(person, device);
    const outcomes = await receiveReports(db, person, { device, app: app ?? null, source: 'phone', records }, now, (error) =>
      log.error({ requestId, error: loggableError(error) }, 'a report could not be stored'),
    );
    return { protocol: PROTOCOL_VERSION, receipts: outcomes.map(submissionInWords) };
  });
}
