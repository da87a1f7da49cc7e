import { useTranslation } from 'react-i18next';
import type { Card } from '~/domain/survey/draft';
import type { Block } from '~/domain/survey/questions/question';
import { Button } from '~/screens/shared/button';

type Props = {
  card: Card;
  /** The cards of this form. */
  cards: readonly Card[];
  formId: string;
  /** The card, when nothing is typed on it and it can be answered “same as before”. */
  same: Block | null;
  sending: boolean;
  /** Where the person came from to correct one thing; back leads there. */
  backTo: 'summary' | 'unchanged' | null;
};

/**
 * The bar within reach of the thumb: the next action on top, in the same place on every card, with back and save below it. On
 * an untouched card the next action is “same as before”, with next beside save. Once something is answered it is next, and the
 * fill moves up to the card (SameButton), so that nobody presses it instead of next.
 */
export function VisitBar({ card, cards, formId, same, sending, backTo }: Props) {
  const { t } = useTranslation('survey');
  const button = (value: string) => ({ form: formId, name: 'do', value });
  const next = t(card === 'remarks' ? 'toSummary' : 'next');
  return (
    <div className="space-y-2 px-4 py-2">
      <div className="h-1 overflow-hidden rounded bg-line" aria-hidden="true">
        <div className="h-full bg-action" style={{ width: `${(100 * cards.indexOf(card)) / (cards.length - 1)}%` }} />
      </div>
      {card === 'summary' ? (
        <Button {...button('submit')} look="main" wide disabled={sending}>
          {t(sending ? 'submitting' : 'submit')}
        </Button>
      ) : backTo === 'unchanged' ? (
        <Button {...button('go:unchanged')} look="main" wide>
          {t('backToUnchanged')}
        </Button>
      ) : same ? (
        <Button {...button('same')} look="main" wide icon="check">
          {t(SAME[same] ?? 'sameAsLast')}
        </Button>
      ) : (
        <Button {...button('next')} look="main" wide>
          {next}
        </Button>
      )}
      <div className={`grid gap-2 ${same ? 'grid-cols-[1fr_auto_1fr]' : 'grid-cols-2'}`}>
        {backTo === 'summary' ? (
          <Button {...button('go:summary')} className="px-2">
            {t('backToSummary')}
          </Button>
        ) : (
          <Button {...button('back')} disabled={card === cards[0]} className="px-2">
            {t('back')}
          </Button>
        )}
        <Button {...button('save')} className="px-3">
          {t('save')}
        </Button>
        {same && (
          <Button {...button('next')} className="px-2">
            {next}
          </Button>
        )}
      </div>
    </div>
  );
}

const SAME: Partial<Record<Block, 'sameAsRecorded' | 'sameRooms'>> = { household: 'sameAsRecorded', rooms: 'sameRooms' };

/** Fills the rest of a card on which something is typed. It stands at the end of the card, after the questions have been read. */
export function SameButton({ block }: { block: Block }) {
  const { t } = useTranslation('survey');
  return (
    <Button name="do" value="same" wide icon="check">
      {t(block === 'household' ? 'restAsRecorded' : 'restAsLast')}
    </Button>
  );
}
