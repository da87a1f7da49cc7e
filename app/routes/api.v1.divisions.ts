import { withSql } from '~/database/connection/sql.server';
import { divisionsForProgram } from '~/database/divisions/divisions-for-program.server';
import { inScope, scopeOf } from '~/database/scope.server';
import { refuse } from '~/domain/problems';
import { answerOperation } from '~/server/api/answer.server';
import { OPERATIONS } from '~/server/api/operations.server';
import { requestContext } from '~/server/http/context.server';

const answer = answerOperation(OPERATIONS.listDivisions, ({ person, query }) =>
  withSql(requestContext().db, async (sql) => {
    const scope = scopeOf(person);
    if (query.root !== undefined && !(await inScope(sql, scope, query.root))) refuse('division.unknown', { code: query.root });
    return divisionsForProgram(sql, scope, query);
  }),
);

export const loader = answer.loader;
export const action = answer.action;
