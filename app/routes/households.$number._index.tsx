import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { withSql } from '~/database/connection/sql.server';
import { dutyPhonesOfVillage } from '~/database/divisions/duty-phones.server';
import { findingsOfHousehold } from '~/database/findings/desk.server';
import { roomsOf } from '~/database/households/household.server';
import { scopeOf } from '~/database/scope.server';
import { seasonsNewestFirst } from '~/database/seasons/seasons.server';
import { draftOf } from '~/database/survey/drafts.server';
import { visitsOf } from '~/database/survey/visits.server';
import { mayPerson } from '~/domain/access/who-may';
import type { Mode } from '~/domain/contract/enumerations';
import { decideChangeForm } from '~/domain/household/ledger/correction-form';
import { type ProblemCode, Refusal, refuse } from '~/domain/problems';
import { wasVisited } from '~/domain/survey/counted-visit';
import { isVisitBegun } from '~/domain/survey/draft';
import { stateOfHousehold } from '~/domain/survey/household-state';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { seasonShown } from '~/domain/time/current-season';
import { seasonBefore } from '~/domain/time/heating-season';
import { sentenceOf } from '~/i18n/sentence-of.server';
import { FindingsSection } from '~/screens/findings/cadre-findings';
import { CallButtons } from '~/screens/findings/call-buttons';
import { HouseholdFindings } from '~/screens/findings/household-findings';
import { ProblemsSection } from '~/screens/findings/problems-section';
import { LEDGER_DONE, LedgerScreen } from '~/screens/households/ledger/ledger-screen';
import { PastVisits } from '~/screens/households/past-visits';
import { pageTitle } from '~/screens/shell/page-title';
import { HouseholdSubsidy } from '~/screens/subsidy/household-subsidy';
import { requestContext } from '~/server/http/context.server';
import { requireMay } from '~/server/http/person.server';
import { orProblem, statusOf } from '~/server/http/respond.server';
import { sentForm } from '~/server/http/sent/sent-form.server';
import { reportsOfHousehold } from '~/server/workflows/findings/answer-report.server';
import { ownFindings } from '~/server/workflows/findings/cadre-findings.server';
import { lineOf } from '~/server/workflows/findings/read-findings.server';
import { confirmChange, declineChange, withdrawChange } from '~/server/workflows/households/decide-change.server';
import { readLedger } from '~/server/workflows/households/read-ledger.server';
import { mayUnmask, SEALED_FIELDS, unmaskField } from '~/server/workflows/households/unmask-field.server';
import { householdSubsidy } from '~/server/workflows/subsidy/read-household-subsidy.server';
import { discardDraft } from '~/server/workflows/survey/save-draft.server';

export const handle = pageTitle((shown) => {
  const fields = (shown as { household?: { fields: { head?: unknown } } } | undefined)?.household?.fields;
  return typeof fields?.head === 'string' ? fields.head : '';
});

export async function loader({ request, params }: LoaderFunctionArgs) {
  const person = await requireMay(request, 'households.read');
  const number = params.number ?? '';
  const scope = scopeOf(person);
  return orProblem(() =>
    withSql(requestContext().db, async (sql) => {
      const { language, now } = requestContext();
      const visits = await visitsOf(sql, scope, number);
      const { place, ...ledger } = await readLedger(sql, person, number, visits);
      const { household } = ledger;
      const seasons = await seasonsNewestFirst(sql);
      const season = seasonShown(seasons, null, dayInShanghai(now));
      const rooms = await roomsOf(sql, scope, number);
      const draft = season === null ? null : await draftOf(sql, scope, { accountId: person.accountId, household: number, season });
      const subsidy = await householdSubsidy(sql, scope, number, language, dayInShanghai(now));
      const mode = (ledger.conversions.find((conversion) => conversion.current)?.fields.mode ?? 'none') as Mode;
      const roomSeason = rooms[0]?.season;
      const open = seasons.some((one) => one.name === season && !one.closed);
      const mayReadFindings = mayPerson(person, 'finding.read');
      return {
        ...ledger,
        season,
        state: stateOfHousehold(
          household.status,
          visits.filter((visit) => visit.season === season),
          draft !== null,
        ),
        callBegun: draft !== null && !isVisitBegun(draft),
        rooms: roomSeason
          ? { season: roomSeason, rooms: rooms.filter((room) => room.season === roomSeason).map(({ season: _season, ...room }) => room) }
          : null,
        visits: visits.map(({ id, season: of, day, visitor, kind, outcome, status, answers, remarks }) => ({
          id,
          season: of,
          day,
          visitor,
          kind,
          outcome,
          status,
          answers,
          mode,
          remarks,
        })),
        subsidy,
        /** The division at which this person opens policies and visits. */
        linked: mayPerson(person, 'coverage.read') ? place : null,
        reports: await reportsOfHousehold(sql, scope, number),
        /** The desk's to whoever has it; to a cadre what the cadre can do something about, and nothing of money (cadre-finding.ts). */
        findings: mayReadFindings ? (await findingsOfHousehold(sql, scope, number)).map((row) => lineOf(row, now)) : [],
        ownFindings: mayReadFindings ? [] : await ownFindings(sql, person, { household: number, season }),
        today: dayInShanghai(now),
        mayReadFindings,
        mayOpenFinding: mayPerson(person, 'finding.open'),
        phones: await dutyPhonesOfVillage(sql, scope, household.villageCode),
        mayReport: mayPerson(person, 'problem.report'),
        visitedBefore: season !== null && wasVisited(seasonBefore(season), visits),
        waitsForSeason: !open && mayPerson(person, 'visit.submit'),
        done: LEDGER_DONE.find((one) => one === new URL(request.url).searchParams.get('done')) ?? null,
        mayUnmask: SEALED_FIELDS.filter((field) => mayUnmask(person, field)),
        may: {
          visit: open && mayPerson(person, 'visit.submit'),
          correct: mayPerson(person, 'roster.change'),
        },
      };
    }),
  );
}

type Answer = { seen: { field: (typeof SEALED_FIELDS)[number]; value: string } | null; problem: string | null };

const DECIDE: Record<string, { work: typeof confirmChange; done: string } | undefined> = {
  'confirm-change': { work: confirmChange, done: 'confirmed' },
  'decline-change': { work: declineChange, done: 'declined' },
  'withdraw-change': { work: withdrawChange, done: 'withdrawn' },
};

/** Shows a sealed value whole, decides a change that waits, or deletes the person's draft. */
export async function action({ request, params }: ActionFunctionArgs) {
  const person = await requireMay(request, 'households.read');
  const { db, now, language } = requestContext();
  const household = params.number ?? '';
  const form = await sentForm(request);
  const what = form.get('do');
  try {
    const decide = DECIDE[String(what)];
    if (decide) {
      const asked = decideChangeForm.safeParse(Object.fromEntries(form));
      if (!asked.success) refuse(asked.error.issues[0]!.message as ProblemCode);
      await decide.work(db, person, asked.data, now);
      return redirect(`/households/${encodeURIComponent(household)}?done=${decide.done}`);
    }
    const field = SEALED_FIELDS.find((one) => what === `unmask-${one}`);
    if (field) {
      const value = await unmaskField(db, person, { household, field }, now);
      return data<Answer>({ seen: { field, value }, problem: null }, { headers: { 'Cache-Control': 'no-store' } });
    }
    if (what === 'discard-draft') {
      const season = await withSql(db, async (sql) => seasonShown(await seasonsNewestFirst(sql), null, dayInShanghai(now)));
      if (season) await discardDraft(db, person, { household, season });
    }
    return redirect(`/households/${encodeURIComponent(household)}`);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return data<Answer>({ seen: null, problem: sentenceOf(language, error.problem) }, { status: statusOf(error.problem) });
  }
}

export default function Household() {
  const { reports, findings, ownFindings: own, today, mayReadFindings, mayOpenFinding, ...rest } = useLoaderData<typeof loader>();
  const { phones, mayReport, visits, subsidy, linked, ...shown } = rest;
  const answer = useActionData<typeof action>() as Answer | undefined;
  return (
    <LedgerScreen
      {...shown}
      subsidy={<HouseholdSubsidy {...subsidy} linkedAt={linked} calls={phones && <CallButtons phones={phones} />} />}
      past={<PastVisits visits={visits} linkedAt={linked} />}
      problems={
        <>
          {mayReadFindings ? (
            <HouseholdFindings
              household={shown.household.number}
              division={shown.household.villageCode}
              season={shown.season}
              findings={findings}
              linked
              mayOpen={mayOpenFinding}
            />
          ) : (
            <FindingsSection findings={own} today={today} />
          )}
          <ProblemsSection number={shown.household.number} mayReport={mayReport} reports={reports} phones={phones} />
        </>
      }
      seen={answer?.seen ?? null}
      problem={answer?.problem ?? null}
    />
  );
}
