import { type ReactNode, useEffect, useRef } from 'react';
import type { AnswerProblem } from '~/domain/survey/answer-problem';
import type { Place } from '~/domain/survey/draft';
import { cardOfProblem } from '~/domain/survey/problem-fields';
import type { Block } from '~/domain/survey/questions/question';
import { HOUSEHOLD_QUESTIONS, QUESTIONS_OF_BLOCK } from '~/domain/survey/questions/question-blocks';
import type { QuestionKey } from '~/domain/survey/questions/questions';
import type { SurveyRoom } from '~/domain/survey/room';
import type { SummarySentence } from '~/domain/survey/sentence';
import type { SubmitAnswer } from '~/domain/survey/submit-answer';
import { sentencesOf, sentencesOfBlock } from '~/domain/survey/summary-sentences';
import { householdField, readTyped, type Typed } from '~/domain/survey/typed';
import { confirmed, numbersAskedAnew, waitsForLook } from '~/domain/survey/unchanged';
import { isEmpty, type VisitAnswers, withoutEmptyAnswers } from '~/domain/survey/visit-answers';
import { isRequired, onlyAsked } from '~/domain/survey/which-questions';
import { enumWord } from '~/i18n/enum-word';
import { Button } from '~/screens/shared/button';
import { FieldError } from '~/screens/shared/field';
import { Icon } from '~/screens/shared/icon';
import Contradictions from '../contradictions/contradictions';
import EvidenceFields from '../evidence-fields';
import { Question } from '../question';
import { SummaryLine } from '../summary-line';
import { useVisit, VisitStateProvider } from '../visit-state';
import { StillMissing } from '../visit-summary';
import { useUnchangedWords } from './unchanged-words';

type Props = {
  /** What is wrong with the visit as it stands, and with another one. */
  problems: readonly AnswerProblem[];
  problemsOf: (typed: Typed) => readonly AnswerProblem[];
  /** What became of the last 提交. */
  answer: SubmitAnswer | undefined;
  onConfirm: (typed: Typed) => void;
  season: string;
};

/**
 * 还和上季一样吗: last season in sentences, a group for each card. What has to be looked at stands in a frame of its own and counts
 * once it was confirmed; what the rules ask beside it, a number or a photo, is asked there too.
 */
export default function Unchanged({ problems, problemsOf, answer, onConfirm, season }: Props) {
  const { t } = useUnchangedWords();
  const visit = useVisit();
  const { typed, before, context, household } = visit;
  const waits = waitsForLook(typed, before, context);
  const tried = answer?.status === 'problems';
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (tried && answer) end.current?.scrollIntoView({ block: 'end' });
  }, [tried, answer]);
  const shown = waits ? confirmed(typed, before, context) : typed;
  const answers = onlyAsked(withoutEmptyAnswers(readTyped(shown).answers) as VisitAnswers, context);
  const left = waits ? problemsOf(shown) : problems;
  const numbers = numbersAskedAnew(answers, context);
  const isHere = ({ question }: AnswerProblem): boolean =>
    question === 'photos' || question === 'noPhotoReason' || (numbers as readonly string[]).includes(question);
  const rooms = (readTyped(shown).rooms as SurveyRoom[] | undefined) ?? null;
  const missing = left.filter((problem) => tried || !isHere(problem));
  const wrong = new Set(left.filter(({ room }) => room === undefined).map(({ question }) => question));
  const readable = Object.fromEntries(Object.entries(answers).filter(([question]) => !wrong.has(question))) as VisitAnswers;
  const group = (block: Block): ReactNode => (
    <Group
      block={block}
      sentences={sentencesOfBlock(block, readable, left.some(({ room }) => room !== undefined) ? null : rooms, context)}
    />
  );
  return (
    <VisitStateProvider value={{ ...visit, answers }}>
      <section aria-labelledby="card-heading" className="space-y-3">
        <div>
          <h2 id="card-heading" tabIndex={-1} className="text-lead outline-none">
            {t('heading')}
          </h2>
          <p className="text-ink-soft">{t('intro', { head: household.head })}</p>
        </div>
        <div className="card divide-y divide-line">
          <HouseholdGroup />
          {group('heating')}
          {group('operation')}
          {group('rooms')}
          {group('subsidy')}
          <RemarksGroup answers={readable} />
        </div>
        <LookToday
          sentences={QUESTIONS_OF_BLOCK.coal.flatMap((question) => sentenceAt(question, readable))}
          numbers={numbers}
          waits={waits}
          tried={tried}
          onConfirm={() => onConfirm(confirmed(typed, before, context))}
        />
        <Contradictions season={season} />
        <div ref={end} className="scroll-mb-24">
          {missing.length > 0 && (
            <StillMissing
              problems={missing}
              urgent={tried}
              placeOf={(problem): Place => (isHere(problem) ? 'unchanged' : cardOfProblem(problem))}
            />
          )}
        </div>
      </section>
    </VisitStateProvider>
  );
}

/** What is to be seen of coal and stove: also that no smoke was seen, which the summary leaves out. */
function sentenceAt(question: QuestionKey, answers: VisitAnswers): { question: QuestionKey; sentence: SummarySentence | 'noSmoke' }[] {
  if (question === 'smoke' && answers.smoke === false) return [{ question, sentence: 'noSmoke' }];
  return sentencesOf(question, answers).map((sentence) => ({ question, sentence }));
}

/** 改: to the card, at the question. */
function Change({ card, field, what }: { card: Block; field?: string; what: string }) {
  const { t } = useUnchangedWords();
  return (
    <button
      type="submit"
      name="do"
      value={`go:${card}`}
      data-field={field}
      aria-label={t('changeWhat', { what })}
      className="link min-h-target min-w-target shrink-0 px-2 text-center"
    >
      {t('change')}
    </button>
  );
}

function Row({ children, ...change }: { card: Block; field?: string; what: string; children: ReactNode }) {
  return (
    <div className="flex items-center gap-2 pl-3 pr-1">
      <div className="min-w-0 flex-1 break-words py-1">{children}</div>
      <Change {...change} />
    </div>
  );
}

function Group({ block, sentences }: { block: Block; sentences: readonly SummarySentence[] }) {
  const { t } = useUnchangedWords();
  const [first] = QUESTIONS_OF_BLOCK[block];
  return (
    <Row card={block} field={first} what={t(`survey:block.${block}`)}>
      {sentences.length === 0 && (
        <p className="text-ink-soft">
          {t(`survey:block.${block}`)} · {t('nothingKnown')}
        </p>
      )}
      {sentences.map((sentence, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: these have no name of their own, and a row keeps nothing.
        <SummaryLine key={at} sentence={sentence} />
      ))}
    </Row>
  );
}

/** As the register has it, or what was found to differ. */
function HouseholdGroup() {
  const { t } = useUnchangedWords();
  const { household, typed } = useVisit();
  const changed = HOUSEHOLD_QUESTIONS.filter((question) => typed[householdField(question)]?.length);
  const { residence, people, elderly, phoneMasked } = household;
  const known = [
    enumWord(t, 'residence', residence),
    people === null
      ? null
      : elderly === null
        ? t('households:people', { count: people })
        : t('households:peopleAndElderly', { count: people, elderly }),
  ].filter(Boolean);
  return (
    <Row card="household" field={householdField('residence')} what={t('survey:block.household')}>
      <p>
        {known.join(t('survey:listSeparator'))}
        {phoneMasked && ` · ${t('phone', { phone: phoneMasked })}`}
      </p>
      {changed.length > 0 && (
        <p>
          {t('survey:changedHousehold', {
            what: changed.map((question) => t(`survey:question.${question}`)).join(t('survey:listSeparator')),
          })}
        </p>
      )}
    </Row>
  );
}

/** What somebody said this season; of last season's nothing is kept. */
function RemarksGroup({ answers }: { answers: VisitAnswers }) {
  const { t } = useUnchangedWords();
  const questions = QUESTIONS_OF_BLOCK.remarks;
  const blank = questions.filter((question) => isEmpty(answers[question]));
  return (
    <Row card="remarks" field={blank[0]} what={t('survey:block.remarks')}>
      {questions
        .flatMap((question) => sentencesOf(question, answers))
        .map((sentence) => (
          <SummaryLine key={sentence.key} sentence={sentence} />
        ))}
      {blank.length > 0 && (
        <p className="text-ink-soft">
          {t('notSaid', { what: blank.map((question) => t(`survey:question.${question}`)).join(t('survey:listSeparator')) })}
        </p>
      )}
    </Row>
  );
}

/** 今天看一眼: coal and stove as sentences to confirm, and what is measured. */
function LookToday({
  sentences,
  numbers,
  waits,
  tried,
  onConfirm,
}: {
  sentences: readonly { question: QuestionKey; sentence: SummarySentence | 'noSmoke' }[];
  numbers: readonly QuestionKey[];
  waits: boolean;
  tried: boolean;
  onConfirm: () => void;
}) {
  const { t } = useUnchangedWords();
  const { answers, context } = useVisit();
  const unconfirmed = tried && waits;
  return (
    <section aria-labelledby="today-heading" className={`card ${unconfirmed ? 'border-2 border-danger' : 'border-action'}`}>
      <h3 id="today-heading" className="px-3 pt-2 font-semibold">
        {t('today')}
      </h3>
      <div className="divide-y divide-line">
        {sentences.map(({ question, sentence }) => (
          <Row key={question} card="coal" field={question} what={t(`survey:question.${question}`)}>
            {sentence === 'noSmoke' ? <p>{t('noSmoke')}</p> : <SummaryLine sentence={sentence} />}
          </Row>
        ))}
        {numbers.map((question) => (
          <div key={question} className="px-3 py-2">
            <Question question={question} />
            {question === 'roomTemperature' && !isRequired(question, answers, context) && (
              <p className="mt-1 text-small text-ink-faint">{t('notMeasured')}</p>
            )}
          </div>
        ))}
        <div className="space-y-3 px-3 py-2 empty:hidden">
          <EvidenceFields block="operation" />
          <EvidenceFields block="coal" />
        </div>
        <div className="px-3 py-2">
          {waits ? (
            <>
              <Button
                name="do"
                value="confirm"
                wide
                icon="check"
                aria-describedby={unconfirmed ? 'look-first' : undefined}
                onClick={(event) => {
                  event.preventDefault();
                  onConfirm();
                }}
              >
                {t('looked')}
              </Button>
              <div role="alert">
                <FieldError id="look-first" sentence={unconfirmed ? t('lookFirst') : undefined} />
              </div>
            </>
          ) : (
            <p role="status" className="flex min-h-target items-center gap-1.5 font-medium text-ok">
              <Icon name="check" />
              {t('lookedDone')}
            </p>
          )}
        </div>
      </div>
    </section>
  );
}
