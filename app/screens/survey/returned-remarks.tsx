import { useTranslation } from 'react-i18next';
import { asksForPhoto, placeOfRemark } from '~/domain/survey/remark-answered';
import { Button } from '~/screens/shared/button';
import { Icon } from '~/screens/shared/icon';
import type { RemarkToAnswer } from './remarks';

/**
 * 退回意见, at the top of a returned visit. Each remark links to its question and is ticked off once it was changed or replied to.
 * On the cards in between only the count is shown, unless a photo still has to be taken again. `told`: 提交 was pressed while
 * some were open.
 */
export default function ReturnedRemarks({
  remarks,
  unfolded,
  told,
  onReply,
}: {
  remarks: readonly RemarkToAnswer[];
  unfolded: boolean;
  told: boolean;
  onReply: (remark: RemarkToAnswer) => void;
}) {
  const { t } = useTranslation('survey');
  const open = remarks.filter(({ state }) => state === 'open');
  const photo = open.some(({ remark }) => asksForPhoto(remark));
  return (
    <details
      key={String(unfolded || photo || open.length === 0)}
      open={unfolded || photo || open.length === 0}
      className={`rounded border p-3
        ${told && open.length > 0 ? 'border-2 border-danger bg-danger-wash' : 'border-attention-line bg-attention-wash'}`}
    >
      <summary className="min-h-target cursor-pointer py-2 font-semibold">
        {t(open.length > 0 ? 'returned.open' : 'returned.done', { count: open.length })}
      </summary>
      {told && open.length > 0 && (
        <p role="alert" className="font-medium text-danger">
          {t('returned.told', { which: open.map(({ label }) => label).join(t('listSeparator')) })}
        </p>
      )}
      <ul className="space-y-2">
        {remarks.map((one, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the entries have no key of their own, and a row has no state.
          <RemarkRow key={at} one={one} onReply={() => onReply(one)} />
        ))}
      </ul>
      {open.length === 0 && (
        <Button name="do" value="go:summary" wide className="mt-2">
          {t('toSummary')}
        </Button>
      )}
    </details>
  );
}

function RemarkRow({ one: { remark, label, state }, onReply }: { one: RemarkToAnswer; onReply: () => void }) {
  const { t } = useTranslation('survey');
  const place = placeOfRemark(remark);
  const retake = asksForPhoto(remark) && state === 'open';
  return (
    <li className={retake ? 'rounded border-2 border-danger bg-paper p-2' : undefined}>
      <div className="flex items-start gap-1.5">
        <Icon
          name={state !== 'open' ? 'check' : retake ? 'camera' : 'alert'}
          className={`mt-2.5 ${state !== 'open' ? 'text-ok' : retake ? 'text-danger' : 'text-attention'}`}
        />
        <div className="min-w-0 flex-1">
          {retake && <p className="font-semibold text-danger">{t('returned.retake')}</p>}
          <button type="submit" name="do" value={`go:${place.card}`} data-field={place.field} className="link min-h-target py-1 text-left">
            {t('returned.remark', { label, text: remark.text })}
          </button>
          <p className="flex flex-wrap items-center gap-x-3 text-small text-ink-soft">
            <span>{t(`returned.state.${state}`, { by: remark.by })}</span>
            {state === 'open' && (
              <button type="button" className="link min-h-target" onClick={onReply}>
                {t('returned.reply')}
              </button>
            )}
          </p>
        </div>
      </div>
    </li>
  );
}
