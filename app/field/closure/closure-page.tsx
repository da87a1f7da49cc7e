import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ActionFunctionArgs, redirect, useActionData, useParams, useSearchParams } from 'react-router-dom';
import type { VisitOutcome } from '~/domain/contract/enumerations';
import type { Closure as Outcome } from '~/domain/household/closure';
import type { AnswerProblem } from '~/domain/survey/answer-problems';
import type { ClosureDraft } from '~/domain/survey/draft';
import type { Evidence } from '~/domain/survey/evidence';
import { proposedVisit } from '~/domain/survey/proposed-visit';
import { timeTyped, VISITED_AT } from '~/domain/survey/typed';
import { checkVisit } from '~/domain/survey/visit-schema';
import { dayInShanghai } from '~/domain/time/calendar-day';
import { instantOf, type SaidByClock, trueInstant } from '~/domain/time/phone-clock';
import { answerSentence } from '~/i18n/answer-sentence';
import type { FormReply, Typed } from '~/i18n/form-reply';
import { rightNow } from '~/offline/device/keep-clock';
import type { Phone } from '~/offline/phone';
import { closureBegun, saveClosure, withoutClosure } from '~/offline/store/closure-draft';
import type { OutboxRecord } from '~/offline/store/sealed-rows';
import { listAddress } from '~/screens/households/last-list';
import { ClosureForm, type ClosureFormProps } from '~/screens/survey/closure/closure-form';
import { NoVisitScreen } from '~/screens/survey/no-visit-screen';
import { evidenceToolsOf } from '../evidence-tools-of';
import { type Field, useField } from '../field-context';
import { loadWords } from '../later/later-words';
import { draftOf, openVisit } from '../open-visit';
import { FIX, isOnClosureForm } from '../refused-record';
import { Strip } from '../strip';
import { Unknown } from '../unknown-page';

type Refused = { typed: Typed; problems: AnswerProblem[] };
type Given = ClosureFormProps['given'];

/** 没能入户, on the phone. With `fix` it opens a record that the server refused, to be corrected under its own number. */
export async function closurePage(field: Field) {
  await loadWords('phone');
  return { Component: Closure, action: submitClosure(field) };
}

function openClosure(phone: Phone, number: string, fix: string | null, shown: string) {
  const found = phone.household(number);
  if (!found) return null;
  const waiting = fix === null ? undefined : phone.outbox.get(fix);
  const refused = waiting?.state === 'refused' && waiting.record.visit.outcome !== 'done' ? waiting : null;
  const left = closureBegun(phone, number);
  // A call that is put right, and one that is begun, are two.
  const begun = left && (refused ? left.visit === refused.id : !phone.outbox.has(left.visit)) ? left : null;
  return { ...found, refused, begun, visit: openVisit(phone, found.household, found.village, shown, refused?.id) };
}

/**
 * What the phone's clock showed when the call was begun; gone back to on another day, the person is at the door again: as it is opened
 * now.
 */
function openingOf(phone: Phone, number: string, begun: ClosureDraft | null, shown: string): SaidByClock {
  const here = phone.drafts.get(number)?.draft.closure?.visit === begun?.visit;
  const sameDay = begun && dayInShanghai(begun.openedAt) === dayInShanghai(shown);
  return begun && here && sameDay ? { said: begun.openedAt, reading: begun.reading ?? null } : { said: shown, reading: phone.clock };
}

function Closure() {
  const { phone } = useField();
  const { t } = useTranslation(['survey', 'enums', 'phone']);
  const { number = '' } = useParams();
  const [parameters] = useSearchParams();
  const again = useActionData() as Refused | undefined;
  const [shown] = useState(() => new Date().toISOString());
  const [opened] = useState(() => openClosure(phone, number, parameters.get(FIX), shown));
  const [opening] = useState(() => openingOf(phone, number, opened?.begun ?? null, shown));
  if (!opened) return <Unknown />;
  const { household, village, visit, refused, begun } = opened;
  if (visit.blocked !== null) return <NoVisitScreen why={visit.blocked} household={household} season={village.season} />;
  const given: Given = begun ?? (refused ? sentBefore(refused) : visit.call.given);
  const visitId = refused?.id ?? begun?.visit ?? visit.call.id;
  const said = again ?? (refused && { typed: typedOf(given), problems: refused.problems ?? [] });
  return (
    <ClosureForm
      household={household}
      season={village.season}
      visitId={visitId}
      baseRevision={visit.call.baseRevision}
      openedAt={JSON.stringify(opening)}
      begunAt={opening.said}
      reading={opening.reading}
      nobody={visit.nobody}
      given={given}
      savedAt={begun ? (phone.drafts.get(number)?.savedAt ?? null) : null}
      reply={said ? replyOf(said) : undefined}
      asksTime={said?.problems.some(({ question }) => question === VISITED_AT)}
      evidenceTools={evidenceToolsOf(phone, visitId, false)}
      onDevice={{ beside: <Strip small /> }}
      onSave={async ({ closure }) => {
        const savedAt = rightNow(phone);
        await saveClosure(phone, { household: number, season: village.season }, closure!, savedAt);
        return savedAt;
      }}
    />
  );

  function replyOf({ typed, problems }: Refused): FormReply {
    return {
      typed,
      problems: [
        ...problems.map((problem) => ({
          ...(isOnClosureForm(problem) && { field: problem.question }),
          sentence: problem.question === 'outcome' ? t('phone:closure.choose') : answerSentence(t, problem),
        })),
        ...(problems.length === 0 && refused?.sentence ? [{ sentence: refused.sentence }] : []),
      ],
    };
  }
}

/** The call as it was sent and refused. */
function sentBefore({ record }: OutboxRecord): Given {
  const { outcome, answers, visitedAt, evidence } = record.visit as {
    outcome: Outcome;
    answers?: { note?: string };
    visitedAt: string;
    evidence?: Evidence;
  };
  return { outcome, note: answers?.note ?? '', visitedAt: timeTyped(visitedAt), ...(evidence && { evidence }) };
}

const typedOf = ({ outcome, note, visitedAt }: Given): Typed => ({ outcome: outcome ?? '', note, [VISITED_AT]: visitedAt ?? '' });

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
    const opening = JSON.parse(String(posted.get('openedAt'))) as SaidByClock;
    const before = refused?.record;
    const baseRevision = before?.baseRevision ?? form.call.baseRevision;
    const evidence = JSON.parse(String(posted.get('evidence')) || 'null') as Evidence | null;
    const frame = {
      visit: String(posted.get('visit')),
      household: number,
      season: village.season,
      visitor: phone.session.name,
      kind: 'survey' as const,
      visitedAt: before ? String(before.visit.visitedAt) : instantOf(opening, phone.clock, shown).at,
      baseRevision,
      ...(evidence && { evidence }),
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
      withoutClosure(draftOf(phone, form)),
      before ? undefined : opening,
    );
    void send();
    return redirect(listAddress(village.village.code, number));
  };
