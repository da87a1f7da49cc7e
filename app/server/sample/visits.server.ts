import type { VisitKind, VisitOutcome } from '~/domain/contract/enumerations';
import type { VisitAnswers } from '~/domain/survey/visit-answers';
import { addDays, type CalendarDay } from '~/domain/time/calendar-day';
import { atClockInShanghai } from '~/domain/time/china-clock';
import { answersOf } from './answers.server';
import { countyOf, type SampleSeason } from './counties.server';
import type { Home } from './households.server';
import { personName } from './people.server';
import { type Random, randomOf } from './random.server';
import { HOMES_A_DAY, surveyDay } from './survey-day.server';

/** 入户 of the sample: survey before the New Year, recheck after it, spot checks by the township, closures with a note. */
export type SampleVisit = {
  visit: string;
  household: string;
  season: SampleSeason;
  /** ISO instant */
  visitedAt: string;
  visitor: string;
  kind: VisitKind;
  outcome: VisitOutcome;
  answers: VisitAnswers;
};

const HALF_HOURS_FROM = 8 * 60 + 30;

function visitorOf(village: string): string {
  return personName(randomOf(village, 'cadre'));
}

export function visitsOf(home: Home, season: SampleSeason): SampleVisit[] {
  const { record, village, index } = home;
  const county = countyOf(village.code);
  const random = randomOf(record.number, 'visits', season);
  const firstDay = surveyDay(home, season);
  const visits: SampleVisit[] = [];
  const call = (kind: VisitKind, outcome: VisitOutcome, day: CalendarDay): void => {
    const visit = `${season.slice(2, 4)}${season.slice(7)}-${record.number}-${visits.length + 1}`;
    visits.push({
      visit,
      household: record.number,
      season,
      visitedAt: atClockInShanghai(`${day}T${timeOf(index)}:00`),
      visitor: kind === 'spot_check' ? personName(randomOf(village.parent, 'reviewer')) : visitorOf(village.code),
      kind,
      outcome,
      answers: outcome === 'done' ? answersOf(home, season, visit) : noteOf(outcome, random),
    });
  };
  const outcomes = outcomesOf(home, random, county.surveyed[season]);
  for (const [i, outcome] of outcomes.entries()) call('survey', outcome, addDays(firstDay, 4 * i));
  if (!outcomes.includes('done')) return visits;
  if (random.chance(0.16)) call('recheck', 'done', addDays(firstDay, random.between(45, 75)));
  if (random.chance(0.04)) call('spot_check', 'done', addDays(firstDay, random.between(76, 95)));
  return visits;
}

/** The outcomes of the survey's visits to a home, one after another. */
function outcomesOf({ record }: Home, random: Random, surveyed: number): VisitOutcome[] {
  if (record.status === 'demolished') return random.chance(0.5) ? ['demolished'] : [];
  if (record.status === 'cancelled' || record.status === 'nominal') return [];
  const atHome = record.residence === 'resident' || record.residence === 'heating_season' || record.residence === 'seasonal';
  if (!atHome) {
    const found = random.weighted<'vacant' | 'done' | 'nobody' | 'none'>({ vacant: 46, done: 30, nobody: 14, none: 10 });
    return found === 'none' ? [] : found === 'nobody' ? ['nobody', 'nobody', 'nobody'] : [found];
  }
  if (random.chance(surveyed)) return random.chance(0.05) ? ['nobody', 'done'] : ['done'];
  return random.pick<VisitOutcome[]>([
    [],
    [],
    [],
    ['refused'],
    ['nobody', 'nobody', 'nobody'],
    ['nobody'],
    ['nobody', 'nobody'],
    ['vacant'],
  ]);
}

function noteOf(outcome: VisitOutcome, random: Random): VisitAnswers {
  switch (outcome) {
    case 'refused':
      return { note: random.pick(['户主不愿入户，已说明来意', '电话联系后仍拒绝入户']) };
    case 'vacant':
      return { note: random.pick(['院门上锁，邻居说全家在外', '房屋空置多年，无人居住']) };
    case 'demolished':
      return { note: '房屋已拆除' };
    default:
      return {};
  }
}

/** Visits start every half hour from 8:30 on, in the order of the homes along the lane. */
function timeOf(index: number): string {
  const minutes = HALF_HOURS_FROM + (index % HOMES_A_DAY) * 30;
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
