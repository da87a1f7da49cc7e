import { revokeApiToken } from '~/database/access/api-tokens.server';
import { withSql } from '~/database/connection/sql.server';
import { answerOperation } from '~/server/api/answer.server';
import { OPERATIONS } from '~/server/api/operations.server';
import { requestContext } from '~/server/http/context.server';

const answer = answerOperation(OPERATIONS.signOut, async ({ tokenId }) => {
  const { db, now } = requestContext();
  await withSql(db, (sql) => revokeApiToken(sql, tokenId, now));
});

export const loader = answer.loader;
export const action = answer.action;
