import { useTranslation } from 'react-i18next';
import type { Card } from '~/domain/survey/draft';
import { BLOCKS, type Block } from '~/domain/survey/questions/question';
import { Button } from '~/screens/shared/button';

type Props = {
  card: Card;
  formId: string;
  /** The card when it can be answered “same as before”. */
  same: Block | null;
  sending: boolean;
};

/** The bar under the thumb: same as last season (which also moves on), back, save, next; on the summary: submit. */
export function VisitBar({ card, formId, same, sending }: Props) {
  const { t } = useTranslation('survey');
  const button = (value: string) => ({ form: formId, name: 'do', value });
  return (
    <div className="space-y-2 px-4 py-2">
      <div className="h-1 overflow-hidden rounded bg-line" aria-hidden="true">
        <div
          className="h-full bg-action"
          style={{ width: `${(100 * (card === 'summary' ? BLOCKS.length : BLOCKS.indexOf(card))) / BLOCKS.length}%` }}
        />
      </div>
      {same && (
        <Button {...button('same')} look="main" wide icon="check">
          {t(same === 'household' ? 'sameAsRecorded' : same === 'rooms' ? 'sameRooms' : 'sameAsLast')}
        </Button>
      )}
      <div className="grid grid-cols-[1fr_auto_1fr] gap-2">
        <Button {...button('back')} disabled={card === 'household'} className="px-2">
          {t('back')}
        </Button>
        <Button {...button('save')} className="px-3">
          {t('save')}
        </Button>
        {card === 'summary' ? (
          <Button {...button('submit')} look="main" disabled={sending} className="px-2">
            {t(sending ? 'submitting' : 'submit')}
          </Button>
        ) : (
          <Button {...button('next')} look={same ? 'plain' : 'main'} className="px-2">
            {t(card === 'remarks' ? 'toSummary' : 'next')}
          </Button>
        )}
      </div>
    </div>
  );
}
