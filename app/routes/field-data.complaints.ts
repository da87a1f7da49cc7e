import type { ActionFunctionArgs } from '@remix-run/node';
import { complaintsOfAccount } from '~/database/access/complaints.server';
import { withSql } from '~/database/connection/sql.server';
import { complaintForm } from '~/domain/access/complaint-form';
import { type ComplaintsAnswer, PROTOCOL_VERSION } from '~/domain/sync/protocol';
import { requestContext } from '~/server/http/context.server';
import { answerField } from '~/server/http/field-answer.server';
import { fieldForm } from '~/server/http/field-form.server';
import { parseForm } from '~/server/http/respond.server';
import { complain } from '~/server/workflows/access/complain.server';

/** 我提过的意见, with the answers. */
export async function loader() {
  const { db } = requestContext();
  return answerField('visit.submit', async (person): Promise<ComplaintsAnswer> => {
    const complaints = await withSql(db, (sql) => complaintsOfAccount(sql, person.accountId));
    return { protocol: PROTOCOL_VERSION, complaints };
  });
}

/** 意见反馈, from the phone's own page. */
export async function action({ request }: ActionFunctionArgs) {
  const { db, now, limits } = requestContext();
  return answerField('visit.submit', (person) =>
    fieldForm(
      request,
      async (typed) => {
        await complain(db, limits, person, { text: parseForm(complaintForm, typed).text, page: null }, now);
        return null;
      },
      { 'complaint.too-many': 'text' },
    ),
  );
}
