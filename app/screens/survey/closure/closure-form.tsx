import { Form, useNavigation, useSubmit } from '@remix-run/react';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CLOSURES, type Closure, closesAtOnce, NOBODY_DAYS_TO_CLOSE } from '~/domain/household/closure';
import type { ClosureDraft, Draft } from '~/domain/survey/draft';
import type { Evidence } from '~/domain/survey/evidence';
import { VISITED_AT } from '~/domain/survey/typed';
import english from '~/i18n/en/evidence.json';
import { enumWord } from '~/i18n/enum-word';
import { type FormReply, typedAmong, typedAt } from '~/i18n/form-reply';
import chinese from '~/i18n/zh-CN/evidence.json';
import { forgetUnsaved, unsavedTyping } from '~/offline/store/unsaved-typing';
import { Button } from '~/screens/shared/button';
import { Choices } from '~/screens/shared/choices';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Field, TextField } from '~/screens/shared/field';
import { useLateWords } from '~/screens/shared/late-words';
import { Notice } from '~/screens/shared/notice';
import { PhonePage } from '~/screens/shell/phone-page';
import { Csrf } from '~/screens/shell/viewer';
import { type SaveDraft, SavedStrip, useAutosave } from '../autosave';
import type { EvidenceTools } from '../evidence-tools';
import { PhotoField } from '../photo-field';
import { UndoStrip, useUndo } from '../undo-strip';
import { ReadyPhrases } from './ready-phrases';

export type ClosureFormProps = {
  household: { number: string; head: string; address: string | null };
  season: string;
  visitId: string;
  baseRevision: number;
  /** As the form sends it back; `begunAt`: the same as an instant, for the draft. */
  openedAt: string;
  begunAt: string;
  reading?: ClosureDraft['reading'];
  /** Days with nobody at home so far, and whether today is one of them. */
  nobody: { days: number; today: boolean };
  /** What was given before: as it was left, or as it stood in a call that is corrected. */
  given: Pick<ClosureDraft, 'outcome' | 'note' | 'visitedAt' | 'evidence'>;
  savedAt: string | null;
  reply?: FormReply;
  /** Whether the time is asked for, because it was refused. Otherwise it is the time when the form was opened. */
  asksTime?: boolean;
  evidenceTools: EvidenceTools;
  /** Kept on this phone, not sent to the server; what stands at the right of the strip. */
  onDevice?: { beside: ReactNode };
  onSave: SaveDraft;
};

/** 没能入户: nobody at home (counted by days), refused, vacant or demolished, with a sentence why and a photo where there is one. */
export function ClosureForm(props: ClosureFormProps) {
  const { household, season, visitId, nobody, reply, begunAt, reading } = props;
  useLateWords('evidence', { 'zh-CN': chinese, en: english });
  const { t } = useTranslation(['survey', 'phone', 'enums']);
  const [outcome, setOutcome] = useState<Closure | ''>(typedAmong(reply, 'outcome', CLOSURES, props.given.outcome));
  const [note, setNote] = useState(typedAt(reply, 'note', props.given.note));
  const [visitedAt, setVisitedAt] = useState(typedAt(reply, VISITED_AT, props.given.visitedAt));
  const [evidence, setEvidence] = useState<Evidence>(props.given.evidence ?? {});
  const undo = useUndo();
  const form = useRef<HTMLFormElement>(null);
  const submit = useSubmit();
  const busy = useNavigation().state !== 'idle';
  const day = nobody.days + 1;

  const closure: ClosureDraft = {
    visit: visitId,
    openedAt: begunAt,
    ...(reading && { reading }),
    ...(outcome && { outcome: outcome }),
    note,
    ...(visitedAt && { visitedAt }),
    ...(evidence.photos?.length && { evidence }),
  };
  const [untouched] = useState(JSON.stringify(closure));
  const worthKeeping = props.savedAt !== null || JSON.stringify(closure) !== untouched;
  const draft: Draft = { typed: {}, closure };
  const saving = useRef<Promise<unknown>>(undefined);
  const keep: SaveDraft = (newest, leaving) => {
    const saved = props.onSave(newest, leaving);
    saving.current = saved.catch(() => undefined);
    return saved;
  };
  const keptAs = `${household.number}/${season}/call`;
  const onDevice = props.onDevice !== undefined;
  const autosave = useAutosave(keptAs, draft, keep, props.savedAt, worthKeeping, onDevice);
  const { resume } = autosave;
  const submitted = useRef(false);

  // What was typed in this tab and had not been saved comes back, unless it was submitted.
  useEffect(() => {
    const unsaved = onDevice ? undefined : unsavedTyping(keptAs)?.closure;
    if (unsaved) {
      setOutcome(unsaved.outcome ?? '');
      setNote(unsaved.note);
      setEvidence(unsaved.evidence ?? {});
    }
    return () => {
      if (submitted.current) forgetUnsaved(keptAs);
    };
  }, [keptAs, onDevice]);

  // What was wrong is said until it is changed.
  const [putRight, setPutRight] = useState<readonly string[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer begins anew; what autosave is does not matter.
  useEffect(() => {
    setPutRight([]);
    submitted.current = false;
    if (reply) resume();
  }, [reply]);
  const problems = (reply?.problems ?? []).filter(({ field }) => field === undefined || !putRight.includes(field));
  const said = reply && { ...reply, problems };
  const touched = (field: string) => setPutRight((fields) => [...fields, field]);

  /** What is on its way to the disk arrives first: it must not come back after the call was given. */
  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    autosave.pause();
    submitted.current = true;
    await saving.current;
    if (form.current) submit(form.current);
  }

  function write(text: string) {
    setNote(text);
    touched('note');
  }

  return (
    <PhonePage
      heading={t('phone:closure.title', { head: household.head })}
      back={`/households/${encodeURIComponent(household.number)}`}
      strip={<SavedStrip saved={autosave} onDevice={onDevice} beside={props.onDevice?.beside} />}
      bottom={
        <>
          <UndoStrip undo={undo} given={{ typed: {}, evidence }} onUndo={(back) => setEvidence(back.evidence)} />
          <div className="px-4 py-2">
            <Button form="closure-form" look="main" wide disabled={busy}>
              {t(busy ? 'submitting' : 'phone:closure.submit')}
            </Button>
          </div>
        </>
      }
    >
      <ErrorSummary reply={said} />
      <Form ref={form} id="closure-form" method="post" noValidate className="space-y-5" onSubmit={(event) => void onSubmit(event)}>
        <Csrf />
        <input type="hidden" name="visit" value={visitId} />
        <input type="hidden" name="season" value={season} />
        <input type="hidden" name="baseRevision" value={props.baseRevision} />
        <input type="hidden" name="openedAt" value={props.openedAt} />
        <input type="hidden" name="evidence" value={evidence.photos?.length ? JSON.stringify(evidence) : ''} />
        <Choices
          name="outcome"
          label={t('phone:closure.which')}
          options={CLOSURES.map((value) => ({
            value,
            label: enumWord(t, 'visitOutcome', value),
            hint: t(`phone:closure.${value}Hint`),
            disabled: value === 'nobody' && nobody.today,
          }))}
          reply={said}
          chosen={outcome === '' ? [] : [outcome]}
          onChange={(chosen) => {
            setOutcome((chosen[0] ?? '') as Closure | '');
            touched('outcome');
          }}
        />
        {nobody.today && <Notice tone="attention">{t('phone:closure.nobodyToday')}</Notice>}
        {outcome === 'nobody' && (
          <Notice tone={day >= NOBODY_DAYS_TO_CLOSE ? 'attention' : 'info'} title={t('phone:closure.nobodyDay', { day })} live>
            <p>
              {day >= NOBODY_DAYS_TO_CLOSE
                ? t('phone:closure.nobodyCloses')
                : t('phone:closure.nobodyLeft', { count: NOBODY_DAYS_TO_CLOSE - day })}
            </p>
          </Notice>
        )}
        <div className="space-y-2">
          <TextField
            name="note"
            label={t('phone:closure.note')}
            optional={outcome === '' || closesAtOnce(outcome) ? undefined : t('optional')}
            hint={t('phone:closure.noteHint')}
            rows={3}
            reply={said}
            value={note}
            onChange={(event) => write(event.currentTarget.value)}
          />
          {outcome !== '' && <ReadyPhrases outcome={outcome} note={note} onNote={write} />}
        </div>
        <PhotoField
          asked={null}
          hint={t('phone:closure.photoHint')}
          evidence={{
            value: evidence,
            change: (how) => setEvidence(how),
            remove: (what, how) => {
              const after = how(evidence);
              setEvidence(after);
              undo.remember(what, 'summary', { before: { typed: {}, evidence }, after: { typed: {}, evidence: after } });
            },
            tools: props.evidenceTools,
          }}
          sentenceAt={(field) => problems.find((problem) => problem.field === field)?.sentence}
        />
        {props.asksTime && (
          <Field
            name={VISITED_AT}
            type="datetime-local"
            label={t('question.visitedAt')}
            hint={t('phone:closure.timeHint')}
            reply={said}
            value={visitedAt}
            onChange={(event) => {
              setVisitedAt(event.currentTarget.value);
              touched(VISITED_AT);
            }}
          />
        )}
      </Form>
    </PhonePage>
  );
}
