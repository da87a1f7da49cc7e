import type { ActionFunctionArgs } from '@remix-run/node';
import { storeLanguage } from '~/database/access/accounts.server';
import { withSql } from '~/database/connection/sql.server';
import { languageOf } from '~/domain/access/language';
import { requestContext } from '~/server/http/context.server';
import { answerField } from '~/server/http/field-answer.server';
import { fieldForm } from '~/server/http/field-form.server';

/** 语言 of the account, from the phone's own page. */
export async function action({ request }: ActionFunctionArgs) {
  const { db } = requestContext();
  return answerField('visit.submit', (person) =>
    fieldForm(request, async (typed) => {
      await withSql(db, (sql) => storeLanguage(sql, person.accountId, languageOf(typed.language)));
      return null;
    }),
  );
}
