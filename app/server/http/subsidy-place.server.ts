import type { LoaderFunctionArgs } from '@remix-run/node';
import type { Database } from '~/database/connection/open.server';
import type { Language } from '~/domain/access/language';
import type { Person } from '~/domain/access/person';
import type { Action } from '~/domain/access/who-may';
import type { DivisionStep } from '~/domain/coverage/division';
import type { CoveragePlace, NoSeasonYet, PlaceQuery } from '~/server/workflows/facts/read-coverage.server';
import { requestContext } from './context.server';
import { orDayNotShown } from './day-not-shown.server';
import { requireMay } from './person.server';
import { orProblem } from './respond.server';

/** The request for a page about subsidies. `ask` names its division and, when the address does, its season. */
export type SubsidyRequest = {
  db: Database;
  person: Person;
  now: Date;
  language: Language;
  asked: URLSearchParams;
  query: PlaceQuery;
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
  args: LoaderFunctionArgs,
  read: (asked: SubsidyRequest) => Promise<Found | NoSeasonYet>,
  show: (found: Found, asked: SubsidyRequest) => More,
  right: Action = 'subsidy.read',
): Promise<Shown<More>> {
  const asked = await subsidyRequest(args, right);
  return orProblem(() => shown(asked, read, show));
}

/** The same for a page that takes a day, which may say instead why it shows no figures of it. */
export async function loadSubsidyPageOnDay<Found extends CoveragePlace, More extends object>(
  args: LoaderFunctionArgs,
  read: (asked: SubsidyRequest) => Promise<Found | NoSeasonYet>,
  show: (found: Found, asked: SubsidyRequest) => More,
) {
  const request = await subsidyRequest(args, 'subsidy.read');
  const asked = { ...request, query: { ...request.query, asOf: request.asked.get('asOf') } };
  return orProblem(() => orDayNotShown(asked, () => shown(asked, read, show)));
}

async function subsidyRequest({ request, params }: LoaderFunctionArgs, right: Action): Promise<SubsidyRequest> {
  const person = await requireMay(request, right);
  const { db, now, language } = requestContext();
  const asked = new URL(request.url).searchParams;
  return { db, person, now, language, asked, query: { division: params.code ?? '', season: asked.get('season') } };
}

async function shown<Found extends CoveragePlace, More extends object>(
  asked: SubsidyRequest,
  read: (asked: SubsidyRequest) => Promise<Found | NoSeasonYet>,
  show: (found: Found, asked: SubsidyRequest) => More,
): Promise<Shown<More>> {
  const found = await read(asked);
  if (found.season === null) return { trail: found.trail, season: null };
  return { ...subsidyPlace(found as Found), ...show(found as Found, asked) };
}
