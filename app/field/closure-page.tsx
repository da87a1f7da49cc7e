import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ActionFunctionArgs, redirect, useActionData, useParams } from 'react-router-dom';
import type { VisitOutcome } from '~/domain/contract/enumerations';
import type { AnswerProblem } from '~/domain/survey/answer-problems';
import { proposedVisit } from '~/domain/survey/proposed-visit';
import { checkVisit } from '~/domain/survey/visit-schema';
import { answerSentence } from '~/i18n/answer-sentence';
import type { FormReply, Typed } from '~/i18n/form-reply';
import { ClosureForm } from '~/screens/survey/closure-form';
import { NoVisitScreen } from '~/screens/survey/no-visit-screen';
import { type Field, useField } from './field-context';
import { draftOf, openVisit } from './open-visit';
import { Unknown } from './unknown-page';

type Refused = { typed: Typed; problems: AnswerProblem[] };

/** 没能入户, on the phone. */
export const closurePage = (field: Field) => ({ Component: Closure, action: submitClosure(field) });

function Closure() {
  const { phone } = useField();
  const { t } = useTranslation(['survey', 'enums']);
  const { number = '' } = useParams();
  const refused = useActionData() as Refused | undefined;
  const [now] = useState(() => new Date().toISOString());
  const [opened] = useState(() => {
    const found = phone.household(number);
    return found && { ...found, visit: openVisit(phone, found.household, found.village, now) };
  });
  if (!opened) return <Unknown />;
  const { household, village, visit } = opened;
  if (visit.blocked !== null) return <NoVisitScreen why={visit.blocked} household={household} season={village.season} />;
  const reply: FormReply | undefined = refused && {
    typed: refused.typed,
    problems: refused.problems.map((problem) => ({ field: problem.question, sentence: answerSentence(t, problem) })),
  };
  return (
    <ClosureForm
      household={household}
      season={village.season}
      visitId={visit.call.id}
      baseRevision={visit.call.baseRevision}
      openedAt={now}
      nobody={visit.nobody}
      note={visit.typed.note?.[0] ?? ''}
      reply={reply}
    />
  );
}

/** Whether it can be taken is decided by the same rule as on the server. */
const submitClosure =
  ({ phone, send }: Field) =>
  async ({ request, params }: ActionFunctionArgs) => {
    const number = params.number ?? '';
    const found = phone.household(number);
    if (!found) return redirect('/villages');
    const { household, village } = found;
    const form = await request.formData();
    const now = new Date().toISOString();
    const opened = openVisit(phone, household, village, now);
    if (opened.blocked !== null) return redirect(`/households/${encodeURIComponent(number)}/visit`);
    const typed: Typed = { outcome: String(form.get('outcome') ?? ''), note: String(form.get('note') ?? '') };
    const context = {
      outcome: typed.outcome as VisitOutcome,
      mode: household.mode ?? ('none' as const),
      residence: household.residence,
    };
    const frame = {
      visit: String(form.get('visit')),
      household: number,
      season: village.season,
      visitor: phone.session.name,
      kind: 'survey' as const,
      visitedAt: String(form.get('openedAt')),
      baseRevision: opened.call.baseRevision,
    };
    const visit = proposedVisit({ note: [typed.note as string] }, frame, context, { ...household });
    const checked = checkVisit(visit, 'field', { ...context, people: household.people, elderly: household.elderly, now });
    if (!checked.ok) return { typed, problems: checked.problems } satisfies Refused;
    await phone.queueVisit(
      visit as typeof visit & { visit: string; household: string },
      opened.call.base,
      opened.call.baseRevision,
      { head: household.head, address: household.address, village: village.village.name },
      now,
      draftOf(phone, opened),
    );
    void send();
    return redirect(`/villages/${village.village.code}?done=${encodeURIComponent(number)}`);
  };
