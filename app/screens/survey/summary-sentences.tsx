import { useTranslation } from 'react-i18next';
import type { SurveyRoom } from '~/domain/survey/room';
import { evidenceSentences, summarySentences } from '~/domain/survey/summary-sentences';
import type { VisitAnswers } from '~/domain/survey/visit-answers';
import { SummaryLine } from './summary-line';
import { useVisit } from './visit-state';

/** The visit repeated in sentences. It comes with the last card, because the first load of the phone is nearly full. */
export default function SummarySentences({ answers, rooms }: { answers: VisitAnswers; rooms: readonly SurveyRoom[] | null }) {
  const { t } = useTranslation('survey');
  const { context, evidence } = useVisit();
  const sentences = [...summarySentences(answers, rooms, context), ...evidenceSentences(evidence?.value)];
  return (
    <>
      {sentences.length === 0 && <p className="text-ink-soft">{t('summaryNothing')}</p>}
      {sentences.map((sentence, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the entries have no key of their own, and a row has no state.
        <SummaryLine key={at} sentence={sentence} />
      ))}
    </>
  );
}
