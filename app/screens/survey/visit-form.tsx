import { Form } from '@remix-run/react';
import { type FormEvent, type ReactNode, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnswerProblem } from '~/domain/survey/answer-problems';
import { CARDS, type Card, cardsOf, type Draft, type Place } from '~/domain/survey/draft';
import type { Evidence } from '~/domain/survey/evidence';
import { asBefore, hasSame, type KnownBefore, restAsBefore } from '~/domain/survey/prefill';
import { cardOfProblem, fieldOfProblem } from '~/domain/survey/problem-fields';
import { proposedVisit, type VisitFrame } from '~/domain/survey/proposed-visit';
import type { Block } from '~/domain/survey/questions/question';
import { blockOf } from '~/domain/survey/questions/question-blocks';
import { type Remark, withReplyBegun } from '~/domain/survey/remark-answered';
import type { ChangeMeanwhile, SubmitAnswer } from '~/domain/survey/submit-answer';
import type { SurveyContext } from '~/domain/survey/survey-context';
import { isTypedOn, readTyped, type Typed, typedFromForm, withCard, withField } from '~/domain/survey/typed';
import type { Given } from '~/domain/survey/undo';
import { type VisitAnswers, withoutEmptyAnswers } from '~/domain/survey/visit-answers';
import { checkVisit } from '~/domain/survey/visit-schema';
import { answerSentence } from '~/i18n/answer-sentence';
import { unsavedTyping } from '~/offline/store/unsaved-typing';
import { latePart } from '~/screens/shared/late-part';
import { Notice } from '~/screens/shared/notice';
import { PhonePage } from '~/screens/shell/phone-page';
import { Csrf } from '~/screens/shell/viewer';
import { type SaveDraft, SavedStrip, useAutosave } from './autosave';
import type { EvidenceTools } from './evidence-tools';
import { remarksToAnswer } from './remarks';
import { type UndoneWhat, UndoStrip, useUndo } from './undo-strip';
import { VisitBar } from './visit-bar';
import { VisitCard } from './visit-card';
import { focusField, useCardFocus } from './visit-focus';
import { type RecordedHousehold, type VisitState, VisitStateProvider } from './visit-state';
import { VisitSummary } from './visit-summary';

/** Loaded when they are needed: few visits are returned, of an unchanged household or of one that changed meanwhile. */
const Unchanged = latePart(() => import('./unchanged/unchanged'));
const UnchangedBar = latePart(() => import('./unchanged/unchanged-bar'));
const ReturnedRemarks = latePart(() => import('./returned-remarks'));
const ChangedMeanwhile = latePart(() => import('./changed-meanwhile'));

export type VisitFormProps = {
  household: RecordedHousehold;
  frame: VisitFrame;
  context: SurveyContext;
  before: KnownBefore;
  typed: Typed;
  card: Place;
  remarks: readonly Remark[];
  /** The visit as it was returned, with which the form is compared to see whether a remark is answered. */
  returned: Given;
  /** What happened to the household since the draft was begun. */
  changes: readonly ChangeMeanwhile[];
  /** Set when the server refused the submission and returned the form. */
  answer?: SubmitAnswer;
  /** Photos, place and signature so far, and the tools to take them; absent where that is not possible. */
  evidence?: Evidence;
  evidenceTools?: EvidenceTools;
  savedAt: string | null;
  /** Drafts are saved on this phone and not sent to the server; `beside` is shown at the right of the strip. */
  onDevice?: { beside: ReactNode };
  /** The target of the arrow. */
  back: string;
  now: string;
  onCard: (card: Place) => void;
  onSave: SaveDraft;
  /** Sends the visit; throws when the server cannot be reached. */
  onSubmit: (draft: Draft) => Promise<SubmitAnswer>;
  onReceived: (to: string) => void;
};

/**
 * 入户: one visit, one topic a card. It takes only props, so that the same form works on the server's page and from a phone's
 * data. Underneath it is a plain HTML form: without scripts each button posts its card and the next one comes back.
 */
export function VisitForm(props: VisitFormProps) {
  const { t } = useTranslation(['survey', 'enums']);
  const { household, before, card, frame } = props;
  const cards = cardsOf(frame.kind);
  const block = card === 'summary' || card === 'unchanged' ? null : card;
  const [first] = useState(() => (card === 'unchanged' ? asBefore(props.typed, before, props.context) : props.typed));
  const [typed, setTyped] = useState<Typed>(first);
  const [baseRevision, setBaseRevision] = useState(frame.baseRevision);
  const tools = props.evidenceTools;
  const [evidence, setEvidence] = useState<Evidence | undefined>(tools && (props.evidence ?? {}));
  const [answer, setAnswer] = useState<SubmitAnswer | undefined>(props.answer);
  const [checked, setChecked] = useState<ReadonlySet<Card>>(() => new Set(props.answer?.status === 'problems' ? CARDS : []));
  const [sending, setSending] = useState(false);
  const [backTo, setBackTo] = useState<'summary' | 'unchanged' | null>(null);
  const [told, setTold] = useState<readonly Remark[]>([]);
  const undo = useUndo();
  const [timesUndone, setTimesUndone] = useState(0);
  const given: Given = { typed, evidence: evidence ?? {} };
  const form = useRef<HTMLFormElement>(null);
  const answeredTyped = useRef<Typed>(typed);
  const draft: Draft = useMemo(
    () => ({ typed: copyOf(typed), card, baseRevision, openedAt: frame.visitedAt, ...(evidence && { evidence }) }),
    [typed, card, baseRevision, frame.visitedAt, evidence],
  );
  // Looking through the cards of a household leaves no draft; typing does.
  const keptAs = `${frame.household}/${frame.season}`;
  const nothingTyped =
    props.savedAt === null && sameTyped(typed, first) && JSON.stringify(evidence ?? {}) === JSON.stringify(props.evidence ?? {});
  const autosave = useAutosave(keptAs, draft, props.onSave, props.savedAt, !nothingTyped, props.onDevice !== undefined);

  // Runs once the scripts have taken over. What was typed in this tab and not saved comes back. What was typed or chosen before
  // the scripts arrived is on the screen but not yet in the state.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each form; what is typed later is in the state already.
  useEffect(() => {
    const unsaved = props.onDevice ? null : unsavedTyping(keptAs);
    if (unsaved) {
      if (tools && unsaved.evidence) setEvidence(unsaved.evidence);
      return setTyped(unsaved.typed);
    }
    const onScreen = form.current ? typedFromForm(new FormData(form.current)) : {};
    if (block) setTyped((state) => withCard(state, block, onScreen));
  }, [keptAs]);
  const focusNext = useCardFocus(card);

  const read = readTyped(typed);
  const context: SurveyContext = {
    ...props.context,
    residence: (read.householdChanges.residence ?? props.context.residence) as SurveyContext['residence'],
  };
  const answers = withoutEmptyAnswers(read.answers) as VisitAnswers;
  const check = (filled: Typed) =>
    checkVisit(proposedVisit(filled, { ...frame, baseRevision, evidence }, context, { ...household }), 'field', {
      ...context,
      people: household.people,
      elderly: household.elderly,
      now: props.now,
    });
  const problemsOf = (filled: Typed): AnswerProblem[] => {
    const result = check(filled);
    return result.ok ? [] : result.problems;
  };
  const found = problemsOf(typed);
  // The server may refuse what this form accepts, because it knows the register as it is now. Its answer holds until something
  // is changed.
  const refused = answer?.status === 'problems' && answeredTyped.current === typed ? answer.problems : [];
  const problems = found.length === 0 ? refused : found;
  const shown = problems.filter((problem) => checked.has(cardOfProblem(problem)));

  const state: VisitState = {
    typed,
    set: (name, values) => setTyped((current) => withField(current, name, values)),
    replace: setTyped,
    removeRoom: (left) => changeForAMinute('room', { ...given, typed: left }),
    timesUndone,
    answers,
    context,
    before,
    household,
    remarks: props.remarks,
    ...(tools && {
      evidence: {
        value: given.evidence,
        change: (how) => setEvidence((now) => how(now ?? {})),
        remove: (what, how) => changeForAMinute(what, { ...given, evidence: how(given.evidence) }),
        tools,
      },
    }),
    problems: shown,
    sentenceAt: (field) => {
      const here = shown.find((problem) => fieldOfProblem(problem, typed) === field);
      return here && answerSentence(t, here);
    },
  };

  const remarks = remarksToAnswer(t, props.remarks, props.returned, given);
  const openRemarks = remarks.filter(({ state }) => state === 'open').map(({ remark }) => remark);

  /** Goes to a card, or to a field of it. */
  function goTo(next: Place, field?: string) {
    if (next === 'summary' || next === 'unchanged') setBackTo(null);
    else if (card === 'summary' || card === 'unchanged') setBackTo(card);
    if (next === card && field) return focusField(field);
    focusNext(field);
    if (block) setChecked((cards) => new Set([...cards, block]));
    if (next === 'summary') setChecked(new Set(CARDS));
    props.onCard(next);
  }

  /** Changes the visit so that it can be undone for a minute. */
  function changeForAMinute(what: UndoneWhat, after: Given) {
    setGiven(after);
    undo.remember(what, card, { before: given, after });
  }

  function setGiven(next: Given) {
    setTyped(next.typed);
    if (evidence) setEvidence(next.evidence);
  }

  /** Fills the blanks with last season's answers; moves on unless something of this card is still missing. */
  function same(block: Block) {
    const filled = restAsBefore(typed, block, before, context);
    if (filled !== typed) changeForAMinute('fill', { ...given, typed: filled });
    const left = problemsOn(block, filled);
    if (left.length === 0) return goTo(cardAfter(cards, block));
    setChecked((cards) => new Set([...cards, block]));
    focusField(fieldOfProblem(left[0]!, filled));
  }

  function problemsOn(block: Block, filled: Typed): AnswerProblem[] {
    return problemsOf(filled).filter((problem) => cardOfProblem(problem) === block);
  }

  async function submit(revision: number) {
    if (problems.length > 0) {
      setChecked(new Set(CARDS));
      return setAnswer({ status: 'problems', problems });
    }
    // Once the person has been told which remarks are open, they decide.
    if (openRemarks.some((remark) => !told.includes(remark))) {
      window.scrollTo({ top: 0 });
      return setTold(openRemarks);
    }
    setSending(true);
    autosave.pause();
    try {
      const result = await props.onSubmit({ ...draft, baseRevision: revision });
      answeredTyped.current = typed;
      setAnswer(result);
      if (result.status === 'received') {
        autosave.done();
        return props.onReceived(result.to);
      }
      if (result.status === 'changed') setBaseRevision(result.revision);
      if (result.status === 'problems') setChecked(new Set(CARDS));
      autosave.resume();
    } catch {
      setAnswer({ status: 'refused', sentence: t('notSent') });
      autosave.resume();
    }
    setSending(false);
  }

  function onFormSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const pressed = (event.nativeEvent as SubmitEvent).submitter as HTMLButtonElement | null;
    const what = pressed?.value ?? (block ? 'next' : 'submit');
    if (what === 'submit') void submit(baseRevision);
    else if (what === 'same' && block) same(block);
    else if (what === 'save') void autosave.saveNow();
    else if (what.startsWith('go:')) goTo(what.slice(3) as Place, pressed?.dataset.field);
    else if (block) goTo(what === 'back' ? cardBefore(cards, block) : cardAfter(cards, block));
    else if (card === 'summary') goTo(cardBefore(cards, card));
  }

  const sameOffered = block !== null && hasSame(typed, block, before, context);
  const touched = block !== null && isTypedOn(typed, block);
  const changes = answer?.status === 'changed' ? answer.changes : props.changes;
  return (
    <VisitStateProvider value={state}>
      <PhonePage
        heading={
          <span className="block truncate">
            {household.head} <span className="text-body font-normal text-ink-soft">{household.address}</span>
          </span>
        }
        back={props.back}
        strip={<SavedStrip saved={autosave} onDevice={props.onDevice !== undefined} beside={props.onDevice?.beside} />}
        bottom={
          <>
            <UndoStrip
              undo={undo}
              given={given}
              onUndo={(back, where) => {
                setGiven(back);
                setTimesUndone((times) => times + 1);
                if (where !== card) props.onCard(where);
              }}
            />
            {card === 'unchanged' ? (
              <Suspense fallback={null}>
                <UnchangedBar formId="visit-form" sending={sending} />
              </Suspense>
            ) : (
              <VisitBar
                card={card}
                cards={cards}
                formId="visit-form"
                same={sameOffered && !touched && backTo !== 'unchanged' ? block : null}
                sending={sending}
                backTo={backTo}
              />
            )}
          </>
        }
      >
        <Form ref={form} id="visit-form" method="post" noValidate onSubmit={onFormSubmit} className="flex flex-col gap-5">
          <Csrf />
          {/* The button that the Enter key presses. */}
          <button type="submit" name="do" value={block ? 'next' : 'save'} className="hidden" tabIndex={-1} aria-hidden="true" />
          <input type="hidden" name="card" value={card} />
          <input type="hidden" name="visit" value={frame.visit} />
          <input type="hidden" name="season" value={frame.season} />
          <input type="hidden" name="draft" value={JSON.stringify(draft)} />
          {answer?.status === 'refused' && (
            <Notice tone="danger" live>
              {answer.sentence}
            </Notice>
          )}
          {changes.length > 0 && (
            <Suspense fallback={null}>
              <ChangedMeanwhile changes={changes} household={household.number} blocking={answer?.status === 'changed'} />
            </Suspense>
          )}
          {remarks.length > 0 && (
            <Suspense fallback={null}>
              <ReturnedRemarks
                remarks={remarks}
                unfolded={!block || card === firstRemarkCard(props.remarks)}
                told={told.length > 0}
                onReply={({ replyStart }) => {
                  setTyped(withReplyBegun(typed, replyStart));
                  goTo('remarks', 'note');
                }}
              />
            </Suspense>
          )}
          {block && <VisitCard block={block} cards={cards} same={sameOffered && touched} />}
          {card === 'summary' && <VisitSummary problems={problems} tried={answer?.status === 'problems'} frame={frame} now={props.now} />}
          {card === 'unchanged' && (
            <Suspense fallback={null}>
              <Unchanged
                season={frame.season}
                problems={problems}
                answer={answer}
                problemsOf={problemsOf}
                onConfirm={(filled) => changeForAMinute('fill', { ...given, typed: filled })}
              />
            </Suspense>
          )}
        </Form>
      </PhonePage>
    </VisitStateProvider>
  );
}

/** The card at which a returned visit opens, where the notice stands too. */
export function firstRemarkCard(remarks: readonly Remark[]): Card {
  const first = remarks.find((remark) => remark.question !== 'visit');
  return first ? blockOf(first.question) : 'household';
}

function cardAfter(cards: readonly Card[], card: Card): Card {
  return cards[Math.min(cards.indexOf(card) + 1, cards.length - 1)]!;
}

function cardBefore(cards: readonly Card[], card: Card): Card {
  return cards[Math.max(cards.indexOf(card) - 1, 0)]!;
}

function copyOf(typed: Typed): Draft['typed'] {
  return Object.fromEntries(Object.entries(typed).map(([name, values]) => [name, [...values]]));
}

function sameTyped(a: Typed, b: Typed): boolean {
  return a === b || JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
}
