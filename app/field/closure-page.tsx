import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ActionFunctionArgs, redirect, useActionData, useParams, useSearchParams } from 'react-router-dom';
import type { VisitOutcome } from '~/domain/contract/enumerations';
import type { AnswerProblem } from '~/domain/survey/answer-problems';
import { proposedVisit } from '~/domain/survey/proposed-visit';
import { timeTyped, VISITED_AT } from '~/domain/survey/typed';
import { checkVisit } from '~/domain/survey/visit-schema';
import { instantOf, type SaidByClock, trueInstant } from '~/domain/time/phone-clock';
import { answerSentence } from '~/i18n/answer-sentence';
import type { FormReply, Typed } from '~/i18n/form-reply';
import type { Phone } from '~/offline/phone';
import type { OutboxRecord } from '~/offline/store/sealed-rows';
import { listAddress } from '~/screens/households/last-list';
import { ClosureForm } from '~/screens/survey/closure-form';
import { NoVisitScreen } from '~/screens/survey/no-visit-screen';
import { type Field, useField } from './field-context';
import { draftOf, openVisit } from './open-visit';
import { FIX, isOnClosureForm } from './refused-record';
import { Unknown } from './unknown-page';

type Refused = { typed: Typed; problems: AnswerProblem[] };

/** 没能入户, on the phone. With `fix` it opens a record that the server refused, to be corrected under its own number. */
export const closurePage = (field: Field) => ({ Component: Closure, action: submitClosure(field) });

function openClosure(phone: Phone, number: string, fix: string | null, shown: string) {
  const found = phone.household(number);
  if (!found) return null;
  const waiting = fix === null ? undefined : phone.outbox.get(fix);
  const refused = waiting?.state === 'refused' && waiting.record.visit.outcome !== 'done' ? waiting : null;
  return { ...found, refused, visit: openVisit(phone, found.household, found.village, shown, refused?.id) };
}

function Closure() {
  const { phone } = useField();
  const { t } = useTranslation(['survey', 'enums']);
  const { number = '' } = useParams();
  const [parameters] = useSearchParams();
  const again = useActionData() as Refused | undefined;
  const [opened] = useState(() => openClosure(phone, number, parameters.get(FIX), new Date().toISOString()));
  if (!opened) return <Unknown />;
  const { household, village, visit, refused } = opened;
  if (visit.blocked !== null) return <NoVisitScreen why={visit.blocked} household={household} season={village.season} />;
  const said = again ?? (refused && refusedBefore(refused));
  const reply: FormReply | undefined = said
    ? {
        typed: said.typed,
        problems: [
          ...said.problems.map((problem) => ({
            ...(isOnClosureForm(problem) && { field: problem.question }),
            sentence: answerSentence(t, problem),
          })),
          ...(said.problems.length === 0 && refused?.sentence ? [{ sentence: refused.sentence }] : []),
        ],
      }
    : undefined;
  return (
    <ClosureForm
      household={household}
      season={village.season}
      visitId={refused?.id ?? visit.call.id}
      baseRevision={visit.call.baseRevision}
      openedAt={JSON.stringify(visit.opening)}
      nobody={visit.nobody}
      note={visit.typed.note?.[0] ?? ''}
      reply={reply}
      asksTime={said?.problems.some(({ question }) => question === VISITED_AT)}
    />
  );
}

/** What was sent, and what the server said of it. */
function refusedBefore({ record, problems = [] }: OutboxRecord): Refused {
  const { outcome, answers, visitedAt } = record.visit as { outcome: string; answers?: { note?: string }; visitedAt: string };
  return { typed: { outcome, note: answers?.note ?? '', [VISITED_AT]: timeTyped(visitedAt) }, problems };
}

/** The same rule as on the server decides whether it can be taken. */
const submitClosure =
  ({ phone, send }: Field) =>
  async ({ request, params }: ActionFunctionArgs) => {
    const number = params.number ?? '';
    const shown = new Date().toISOString();
    const opened = openClosure(phone, number, new URL(request.url).searchParams.get(FIX), shown);
    if (!opened) return redirect('/villages');
    const { household, village, refused, visit: form } = opened;
    if (form.blocked !== null) return redirect(`/households/${encodeURIComponent(number)}/visit`);
    const posted = await request.formData();
    const typed: Typed = Object.fromEntries(['outcome', 'note', VISITED_AT].map((name) => [name, String(posted.get(name) ?? '')]));
    const context = {
      outcome: typed.outcome as VisitOutcome,
      mode: household.mode ?? ('none' as const),
      residence: household.residence,
    };
    const opening = JSON.parse(String(posted.get('openedAt'))) as SaidByClock | null;
    const before = refused?.record;
    const baseRevision = before?.baseRevision ?? form.call.baseRevision;
    const frame = {
      visit: String(posted.get('visit')),
      household: number,
      season: village.season,
      visitor: phone.session.name,
      kind: 'survey' as const,
      visitedAt: before
        ? String(before.visit.visitedAt)
        : opening
          ? instantOf(opening, phone.clock, shown).at
          : trueInstant(phone.clock, shown),
      baseRevision,
    };
    const answers = { note: [typed.note as string], [VISITED_AT]: [typed[VISITED_AT] as string] };
    const visit = proposedVisit(answers, frame, context, { ...household });
    const now = trueInstant(phone.clock, shown);
    const checked = checkVisit(visit, 'field', { ...context, people: household.people, elderly: household.elderly, now });
    if (!checked.ok) return { typed, problems: checked.problems } satisfies Refused;
    await phone.queueVisit(
      visit as typeof visit & { visit: string; household: string },
      before ? before.base : form.call.base,
      baseRevision,
      { head: household.head, address: household.address, village: village.village.name },
      shown,
      draftOf(phone, form),
      (!before && opening) || undefined,
    );
    void send();
    return redirect(listAddress(village.village.code, number));
  };
