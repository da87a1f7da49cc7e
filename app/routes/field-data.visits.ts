import type { ActionFunctionArgs } from '@remix-run/node';
import { sendVisitsSchema } from '~/domain/sync/protocol';
import { answerField, fieldBody, requireOwnPhone } from '~/server/http/field-answer.server';
import { receiptsFor } from '~/server/http/record-receipts.server';
import { cleanSending } from '~/server/http/sent/clean-request.server';

/** Takes the records of a phone. The receipt of each is given after it is on the disk. */
export async function action({ request }: ActionFunctionArgs) {
  return answerField('visit.submit', async (person) => {
    const sent = await fieldBody(request, sendVisitsSchema, cleanSending);
    await requireOwnPhone(person, sent.device);
    return receiptsFor(person, sent);
  });
}
