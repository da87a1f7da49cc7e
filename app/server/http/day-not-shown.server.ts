import { data } from '@remix-run/node';
import type { Database } from '~/database/connection/open.server';
import type { Language } from '~/domain/access/language';
import type { Person } from '~/domain/access/person';
import type { DivisionStep } from '~/domain/coverage/division';
import type { ProblemCode } from '~/domain/problems';
import { Refusal } from '~/domain/problems';
import { sentenceOf } from '~/i18n/sentence-of.server';
import { DayBeingComputed } from '~/server/workflows/facts/past-day.server';
import { type CoveragePlace, type PlaceQuery, readPlace } from '~/server/workflows/facts/read-coverage.server';

/** The day of a page as its screen needs it: what it shows, and from when to when a day can be chosen. */
type DayOfPage = { asOf: string; past: boolean; closed: boolean; first: string | null; latest: string };

export function dayOfPage({ asOf, past, season, latestDay }: CoveragePlace): DayOfPage {
  return { asOf, past, closed: season.closedOn !== null, first: season.startsOn, latest: latestDay };
}

/** A page without figures: its day is being computed, or was refused. What was typed is shown again. */
type DayNotShown = DayOfPage & {
  trail: DivisionStep[];
  seasons: string[];
  season: string;
  notShown: { typed: string } & ({ why: 'computing'; done: number; total: number; failed: boolean } | { why: 'refused'; sentence: string });
};

const OF_THE_DAY: ReadonlySet<ProblemCode> = new Set(['day.not-a-day', 'as-of.in-future', 'as-of.before-season']);

/** What a page shows, or why it shows no figures of the day that was asked for. */
export async function orDayNotShown<T>(
  { db, person, query, now, language }: { db: Database; person: Person; query: PlaceQuery; now: Date; language: Language },
  work: () => Promise<T>,
): Promise<T | DayNotShown | ReturnType<typeof data<DayNotShown>>> {
  const instead = async (notShown: DayNotShown['notShown']): Promise<DayNotShown | null> => {
    const place = await readPlace(db, person, query, now);
    if (place.season === null) return null;
    const { trail, seasons, season } = place;
    return { ...dayOfPage(place), trail, seasons: seasons.map(({ name }) => name), season: season.name, notShown };
  };
  try {
    return await work();
  } catch (error) {
    const typed = query.asOf ?? '';
    if (error instanceof DayBeingComputed) {
      const page = await instead({ why: 'computing', typed, ...error.progress });
      if (page) return page;
    } else if (error instanceof Refusal && OF_THE_DAY.has(error.problem.code)) {
      const page = await instead({ why: 'refused', typed, sentence: sentenceOf(language, error.problem) });
      if (page) return data(page, { status: 422 });
    }
    throw error;
  }
}
