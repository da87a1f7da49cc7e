import type { LoaderFunctionArgs } from '@remix-run/node';
import { keeperOf } from '~/database/account-list.server';
import { findDivisions } from '~/database/divisions.server';
import { withSql } from '~/database/sql.server';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';

/** Divisions to choose from for an account, by name or code. */
export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'accounts.manage');
  const { db, now } = requestContext();
  const { searchParams } = new URL(request.url);
  const search = (searchParams.get('q') ?? '').trim().slice(0, 40);
  const levels = (searchParams.get('level') ?? '').split(',').slice(0, 5);
  const options = search === '' ? [] : await withSql(db, (sql) => findDivisions(sql, keeperOf(person), { search, levels, today: dayInShanghai(now) }));
  return Response.json({ options });
}
