import { withSql } from '~/database/connection/sql.server';
import { householdsForProgram } from '~/database/households/households-for-program.server';
import { inScope, scopeOf } from '~/database/scope.server';
import { refuse } from '~/domain/problems';
import { answerOperation } from '~/server/api/answer.server';
import { OPERATIONS } from '~/server/api/operations.server';
import { withoutPersonal } from '~/server/api/without-personal.server';
import { requestContext } from '~/server/http/context.server';

const answer = answerOperation(OPERATIONS.listHouseholds, ({ person, query }) =>
  withSql(requestContext().db, async (sql) => {
    const scope = scopeOf(person);
    if (query.village !== undefined && !(await inScope(sql, scope, query.village))) refuse('division.unknown', { code: query.village });
    const { rows, next } = await householdsForProgram(sql, scope, query);
    return { rows: rows.map((row) => withoutPersonal(person, null, row)), next };
  }),
);

export const loader = answer.loader;
export const action = answer.action;
