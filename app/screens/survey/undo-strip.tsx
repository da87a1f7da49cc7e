import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '~/domain/survey/draft';
import { type Given, type Step, undone } from '~/domain/survey/undo';

export type UndoneWhat = 'fill' | 'room' | 'photo' | 'signature';
type Remembered = Step & { what: UndoneWhat; card: Place; until: number };

/** How long 撤销 is offered. */
const UNDO_MS = 60_000;

type Undo = {
  /** Fills and deletions of the last minute that can still be undone, the newest last. */
  steps: readonly Remembered[];
  remember: (what: UndoneWhat, card: Place, step: Step) => void;
  letGo: (step: Remembered) => void;
};

/** Remembers each fill and deletion for a minute. */
export function useUndo(): Undo {
  const [steps, setSteps] = useState<readonly Remembered[]>([]);
  useEffect(() => {
    if (steps.length === 0) return;
    const next = Math.min(...steps.map(({ until }) => until));
    const timer = setTimeout(() => setSteps((all) => all.filter(({ until }) => until > Date.now())), Math.max(0, next - Date.now()));
    return () => clearTimeout(timer);
  }, [steps]);
  return {
    steps,
    remember: (what, card, step) => setSteps((all) => [...all, { ...step, what, card, until: Date.now() + UNDO_MS }]),
    letGo: (step) => setSteps((all) => all.filter((one) => one !== step)),
  };
}

/** Shown above the bar: the last fill or deletion, with 撤销. Shows nothing when everything of it was changed since. */
export function UndoStrip({ undo, given, onUndo }: { undo: Undo; given: Given; onUndo: (back: Given, card: Place) => void }) {
  const { t } = useTranslation('survey');
  const step = [...undo.steps].reverse().find((one) => undone(given, one) !== given);
  return (
    <div role="status">
      {step && (
        <p className="flex items-center justify-between gap-2 border-b border-line bg-action-wash px-4">
          <span>{t(`undo.${step.what}`)}</span>
          <button
            type="button"
            className="link min-h-target shrink-0 px-2 font-medium"
            onClick={() => {
              undo.letGo(step);
              onUndo(undone(given, step), step.card);
            }}
          >
            {t('undo.button')}
          </button>
        </p>
      )}
    </div>
  );
}
