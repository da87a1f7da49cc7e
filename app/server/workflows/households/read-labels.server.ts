import type { Database } from '~/database/connection/open.server';
import { inTransaction } from '~/database/connection/sql.server';
import { divisionTrail } from '~/database/divisions/division-trail.server';
import { labelledHouseholds } from '~/database/households/labels.server';
import { scopeOf } from '~/database/scope.server';
import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { labelText, packedRows } from '~/domain/household/label-code';
import { refuse } from '~/domain/problems';
import { ROWS_A_PAGE } from '~/domain/tables/rows-a-page';
import { qrRows } from '~/reports/paper/qr-code.server';

/** 户码 of a village, a page of labels: numbers and what is drawn of them, nothing of a person. */
export async function readLabels(db: Database, person: Person, query: { village: string; page: number }) {
  if (!mayPerson(person, 'households.read')) refuse('access.not-allowed');
  const scope = scopeOf(person);
  return inTransaction(db, async (sql) => {
    const village = (await divisionTrail(sql, scope, query.village))?.at(-1);
    if (village?.level !== 'village') return refuse('division.unknown', { code: query.village });
    const { numbers, count } = await labelledHouseholds(sql, scope, {
      village: query.village,
      offset: (query.page - 1) * ROWS_A_PAGE,
      limit: ROWS_A_PAGE,
    });
    return {
      village: { code: village.code, name: village.name },
      count,
      page: query.page,
      pages: Math.max(1, Math.ceil(count / ROWS_A_PAGE)),
      labels: numbers.map((number) => ({ number, squares: packedRows(qrRows(labelText(number))) })),
    };
  });
}
