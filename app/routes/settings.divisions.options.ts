import type { LoaderFunctionArgs } from '@remix-run/node';
import { keeperOf } from '~/database/access/account-list.server';
import { withSql } from '~/database/connection/sql.server';
import { findDivisions } from '~/database/divisions/divisions.server';
import { mayPerson } from '~/domain/access/who-may';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { requestContext } from '~/server/http/context.server';
import { requirePerson } from '~/server/http/person.server';
import { problemResponse } from '~/server/http/respond.server';

/** Divisions to choose from, by name or code: for an account, or as the target of a merge. */
export async function loader({ request }: LoaderFunctionArgs) {
  const person = await requirePerson(request);
  if (!mayPerson(person, 'accounts.manage') && !mayPerson(person, 'divisions.manage'))
    throw problemResponse({ code: 'access.not-allowed' });
  const { db, now } = requestContext();
  const { searchParams } = new URL(request.url);
  const search = (searchParams.get('q') ?? '').trim().slice(0, 40);
  const levels = (searchParams.get('level') ?? '').split(',').slice(0, 5);
  const options =
    search === '' ? [] : await withSql(db, (sql) => findDivisions(sql, keeperOf(person), { search, levels, today: dayInShanghai(now) }));
  return Response.json({ options });
}
