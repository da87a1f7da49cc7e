import type { ActionFunctionArgs } from '@remix-run/node';
import { PASSWORD_FIELDS, passwordForm } from '~/domain/access/password-form';
import { requestContext } from '~/server/http/context.server';
import { answerField } from '~/server/http/field-answer.server';
import { fieldForm } from '~/server/http/field-form.server';
import { parseForm } from '~/server/http/respond.server';
import { changePassword } from '~/server/workflows/access/change-password.server';

/** 修改密码, from the phone's own page. */
export async function action({ request }: ActionFunctionArgs) {
  const { db, limits, sessionId, now } = requestContext();
  return answerField('visit.submit', (person) =>
    fieldForm(
      request,
      async (typed) => {
        const { currentPassword: current, newPassword: next, repeatedPassword: repeated } = parseForm(passwordForm, typed);
        await changePassword(db, limits, person, { current, next, repeated, keepSession: sessionId }, now);
        return null;
      },
      PASSWORD_FIELDS,
    ),
  );
}
