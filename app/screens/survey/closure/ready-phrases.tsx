import { useTranslation } from 'react-i18next';
import type { Closure } from '~/domain/household/closure';

/** How many of each the words have (survey.json, closure.phrase). */
const PHRASES = {
  nobody: ['away', 'field', 'phoned'],
  refused: ['busy', 'unwilling', 'absentHead'],
  vacant: ['long', 'moved', 'newYear'],
  demolished: ['razed', 'resettled'],
} as const satisfies Record<Closure, readonly string[]>;

/** What is said at most doors, ready to be tapped; behind what was typed already, once each. */
export function ReadyPhrases({ outcome, note, onNote }: { outcome: Closure; note: string; onNote: (note: string) => void }) {
  const { t } = useTranslation('phone');
  const phrases = PHRASES[outcome].map((name) => t(`closure.phrase.${outcome}.${name}` as 'closure.phrase.nobody.away'));
  return (
    <ul className="flex flex-wrap gap-2" aria-label={t('closure.phrases')}>
      {phrases
        .filter((phrase) => !note.includes(phrase))
        .map((phrase) => (
          <li key={phrase}>
            <button
              type="button"
              className="min-h-target rounded border border-line-strong bg-paper px-3 py-1 text-left"
              onClick={() => onNote(note.trim() === '' ? phrase : `${note.trim()}${t('closure.phraseAfter')}${phrase}`)}
            >
              {phrase}
            </button>
          </li>
        ))}
    </ul>
  );
}
