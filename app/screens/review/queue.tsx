import { Form, Link, useSearchParams } from '@remix-run/react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hasSigns, type QueuedVisit, type QueuePosition, type VisitStatus } from '~/domain/review/queued-visit';
import { LONGEST_REMARK } from '~/domain/review/remarks';
import { positionText, seenVisitText } from '~/domain/review/review-view';
import { enumWord } from '~/i18n/enum-word';
import type { FormReply } from '~/i18n/form-reply';
import { Button } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { TextField } from '~/screens/shared/field';
import { Chip } from '~/screens/shared/notice';
import { Csrf } from '~/screens/shell/viewer';
import { reviewAddress } from './addresses';

type Props = {
  visits: readonly QueuedVisit[];
  next: QueuePosition | null;
  pageSize: number;
  chosen: string | null;
  status: VisitStatus;
  mayReview: boolean;
  isFirstPage: boolean;
  /** What the ticked visits were refused for. */
  reply?: FormReply;
};

/** The queue: one row a visit with its signs, and a check box to approve several that were read. */
export function Queue({ visits, next, pageSize, chosen, status, mayReview, isFirstPage, reply }: Props) {
  const { t } = useTranslation('review');
  const [parameters] = useSearchParams();
  const selectable = mayReview && status === 'submitted' && visits.length > 0;
  if (visits.length === 0 && isFirstPage) {
    const title = { submitted: 'queue.empty', returned: 'queue.emptyReturned', approved: 'queue.emptyApproved' } as const;
    return (
      <EmptyState title={t(title[status])}>
        <p>{t(status === 'submitted' ? 'queue.emptyNow' : 'queue.emptyOther')}</p>
      </EmptyState>
    );
  }
  const list = (
    <ul className="card divide-y divide-line overflow-y-auto desk:max-h-[calc(100vh-23rem)]" aria-label={t('queue.label')}>
      {visits.map((visit) => (
        <QueueLine key={visit.id} visit={visit} isChosen={visit.id === chosen} selectable={selectable} />
      ))}
    </ul>
  );
  return (
    <>
      {selectable ? (
        <DecideMany key={visits.map((visit) => visit.id).join()} signs={visits.filter(hasSigns).length} reply={reply}>
          {list}
        </DecideMany>
      ) : (
        list
      )}
      <nav className="mt-2 flex gap-4" aria-label={t('queue.label')}>
        {!isFirstPage && (
          <Link className="link" to={reviewAddress(parameters, { after: null, visit: null })}>
            {t('queue.first')}
          </Link>
        )}
        {next && (
          <Link className="link" to={reviewAddress(parameters, { after: positionText(next), visit: null })}>
            {t('queue.next', { count: pageSize })}
          </Link>
        )}
      </nav>
    </>
  );
}

type Ticked = { all: number; signs: number };

/** Approves or returns the ticked visits. Nothing is ticked beforehand, and those with problem signs are not ticked with the page. */
function DecideMany({ signs, reply, children }: { signs: number; reply?: FormReply; children: React.ReactNode }) {
  const { t } = useTranslation('review');
  const form = useRef<HTMLFormElement>(null);
  const [ticked, setTicked] = useState<Ticked | null>(null);
  const boxes = (sign?: boolean): HTMLInputElement[] =>
    [...(form.current?.querySelectorAll<HTMLInputElement>('input[name=visit]') ?? [])].filter(
      (box) => sign === undefined || (box.dataset.sign !== undefined) === sign,
    );
  const tickedOf = (sign?: boolean): number => boxes(sign).filter((box) => box.checked).length;
  const recount = () => setTicked({ all: tickedOf(), signs: tickedOf(true) });
  // Counts the ticks when the page opens, because the browser may have kept some after a reload. Later changes recount.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it runs once, when the page opens; afterwards every change recounts.
  useEffect(recount, []);
  const tick = (sign: boolean) => (event: React.ChangeEvent<HTMLInputElement>) => {
    for (const box of boxes(sign)) box.checked = event.currentTarget.checked;
    recount();
  };
  const plain = boxes(false).length;
  return (
    <Form method="post" ref={form} onChange={recount}>
      <Csrf />
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button name="do" value="approve-many" disabled={ticked?.all === 0}>
          {ticked?.all ? t('many.button', { count: ticked.all }) : t('many.buttonNone')}
        </Button>
        {ticked !== null && plain > 0 && (
          <label className="flex min-h-target items-center gap-2">
            <input type="checkbox" checked={ticked.all - ticked.signs === plain} onChange={tick(false)} />
            {signs > 0 ? t('many.allButSigns', { count: signs }) : t('many.all')}
          </label>
        )}
        {ticked !== null && signs > 0 && (
          <label className="flex min-h-target items-center gap-2">
            <input type="checkbox" checked={ticked.signs === boxes(true).length} onChange={tick(true)} />
            {t('many.signsToo')}
          </label>
        )}
      </div>
      <details className="no-print mb-2" open={reply?.typed.do === 'return-many' || undefined}>
        <summary className="link inline-flex min-h-row cursor-pointer items-center">{t('many.returnAsk')}</summary>
        <div className="space-y-2 border-l-2 border-line pl-3">
          <TextField name="manyRemark" label={t('many.returnRemark')} reply={reply} rows={2} maxLength={LONGEST_REMARK} />
          <Button name="do" value="return-many" icon="back" disabled={ticked?.all === 0}>
            {t('many.return')}
          </Button>
        </div>
      </details>
      {children}
      <p className="mt-1 text-small text-ink-faint">{t('many.why')}</p>
    </Form>
  );
}

const SIGNS = ['cold', 'reburning', 'unstable', 'letNotUsed'] as const;

function QueueLine({ visit, isChosen, selectable }: { visit: QueuedVisit; isChosen: boolean; selectable: boolean }) {
  const { t } = useTranslation(['review', 'enums', 'contradictions']);
  const [parameters] = useSearchParams();
  const line = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isChosen) line.current?.scrollIntoView({ block: 'nearest' });
  }, [isChosen]);
  const address = visit.address ?? visit.household;
  return (
    <li ref={line} className={isChosen ? 'queue-line desk:bg-action-wash' : 'queue-line'}>
      {selectable && (
        <label>
          <span className="sr-only">{t('review:queue.select', { head: visit.head, address })}</span>
          <input
            type="checkbox"
            name="visit"
            value={seenVisitText(visit)}
            data-sign={hasSigns(visit) ? '' : undefined}
            autoComplete="off"
          />
        </label>
      )}
      <Link to={reviewAddress(parameters, { visit: visit.id })} preventScrollReset aria-current={isChosen ? 'true' : undefined}>
        <span>
          <span>
            <b>{visit.head}</b>
            {` ${address}`}
          </span>
          <time>{visit.day}</time>
        </span>
        <span>
          <span>{visit.villageName}</span>
          {visit.outcome !== 'done' && <Chip>{enumWord(t, 'visitOutcome', visit.outcome)}</Chip>}
          {visit.kind !== 'survey' && <Chip>{enumWord(t, 'visitKind', visit.kind)}</Chip>}
          {SIGNS.filter((sign) => visit.signs[sign]).map((sign) => (
            <Chip
              key={sign}
              tone={sign === 'cold' || sign === 'reburning' ? 'danger' : 'attention'}
              icon={sign === 'reburning' ? 'flame' : 'alert'}
            >
              {t(`review:signs.${sign}`)}
            </Chip>
          ))}
          {visit.contradictions.map((one) => (
            <Chip key={one} tone="attention" icon="alert">
              {t(`contradictions:short.${one}`)}
            </Chip>
          ))}
          {visit.outcome === 'done' && (
            <span>
              {visit.changes === null
                ? t('review:queue.firstVisit')
                : visit.changes === 0
                  ? t('review:queue.noChanges')
                  : t('review:queue.changes', { count: visit.changes })}
            </span>
          )}
        </span>
      </Link>
    </li>
  );
}
