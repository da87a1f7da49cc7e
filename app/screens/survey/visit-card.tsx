import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { Card } from '~/domain/survey/draft';
import type { Block } from '~/domain/survey/questions/question';
import { QUESTIONS_OF_BLOCK } from '~/domain/survey/questions/question-blocks';
import { isAsked, onlyAsked } from '~/domain/survey/which-questions';
import { latePart } from '~/screens/shared/late-part';
import { HouseholdCard } from './household-card';
import { Question } from './question';
import { RoomsCard } from './rooms-card';
import { SameButton } from './visit-bar';
import { useVisit } from './visit-state';

/** Loaded after the questions, so that the code for photos and signature does not delay the form. */
const EvidenceFields = latePart(() => import('./evidence-fields'));

/**
 * One card: its heading with its place among all of the form, and the questions that apply now. `same`: the rest can be filled as
 * before.
 */
export function VisitCard({ block, cards, same }: { block: Block; cards: readonly Card[]; same: boolean }) {
  const { t } = useTranslation('survey');
  const { answers, context, evidence } = useVisit();
  const counted = onlyAsked(answers, context);
  const asked = QUESTIONS_OF_BLOCK[block].filter((question) => isAsked(question, counted, context));
  return (
    <section aria-labelledby="card-heading" className="space-y-5">
      <div className="flex items-baseline justify-between gap-2">
        <h2 id="card-heading" tabIndex={-1} className="text-lead outline-none">
          {t(`block.${block}`)}
        </h2>
        <p className="shrink-0 text-small text-ink-soft">
          <span className="sr-only">{t('progress', { at: cards.indexOf(block) + 1, total: cards.length - 1 })}</span>
          <span aria-hidden="true">
            {cards.indexOf(block) + 1}/{cards.length - 1}
          </span>
        </p>
      </div>
      {block === 'household' && <HouseholdCard />}
      {block === 'rooms' && <RoomsCard />}
      {asked.map((question) => (
        <Question key={question} question={question} />
      ))}
      {evidence && (
        <Suspense fallback={null}>
          <EvidenceFields block={block} />
        </Suspense>
      )}
      {same && <SameButton block={block} />}
    </section>
  );
}
