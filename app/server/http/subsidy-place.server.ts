import type { LoaderFunctionArgs } from '@remix-run/node';
import type { Database } from '~/database/connection/open.server';
import type { Language } from '~/domain/access/language';
import type { Person } from '~/domain/access/person';
import type { Action } from '~/domain/access/who-may';
import type { DivisionStep } from '~/domain/coverage/division';
import type { CoveragePlace, NoSeasonYet } from '~/server/workflows/facts/read-coverage.server';
import { requestContext } from './context.server';
import { requireMay } from './person.server';
import { orProblem } from './respond.server';

/** The request for a page about subsidies. `ask` names its division and, when the address does, its season. */
export type SubsidyRequest = {
  db: Database;
  person: Person;
  now: Date;
  language: Language;
  asked: URLSearchParams;
  query: { division: string; season: string | null };
};

/** The place of a page about subsidies, in the form its screen needs. */
function subsidyPlace({ trail, seasons, season, asOf }: CoveragePlace) {
  return { trail, seasons: seasons.map(({ name }) => name), season: season.name, asOf, closed: season.closedOn !== null };
}

type Shown<More> = (ReturnType<typeof subsidyPlace> & More) | { trail: DivisionStep[]; season: null };

/**
 * Loads a page about subsidies: it checks the right, finds the place, and loads what the screen shows. Without a declared
 * season there is nothing to load.
 */
export async function loadSubsidyPage<Found extends CoveragePlace, More extends object>(
  { request, params }: LoaderFunctionArgs,
  read: (asked: SubsidyRequest) => Promise<Found | NoSeasonYet>,
  show: (found: Found, asked: SubsidyRequest) => More,
  right: Action = 'subsidy.read',
): Promise<Shown<More>> {
  const person = await requireMay(request, right);
  const { db, now, language } = requestContext();
  const asked = new URL(request.url).searchParams;
  const all: SubsidyRequest = { db, person, now, language, asked, query: { division: params.code ?? '', season: asked.get('season') } };
  return orProblem(async () => {
    const found = await read(all);
    if (found.season === null) return { trail: found.trail, season: null };
    return { ...subsidyPlace(found as Found), ...show(found as Found, all) };
  });
}
