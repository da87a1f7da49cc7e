import { useTranslation } from 'react-i18next';
import english from '~/i18n/en/start.json';
import { formatInstant } from '~/i18n/formats';
import chinese from '~/i18n/zh-CN/start.json';
import type { OtherAccount } from '~/offline/store/other-accounts';
import { Button, ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { useLateWords } from '~/screens/shared/late-words';
import { Notice } from '~/screens/shared/notice';
import { PhonePage } from '~/screens/shell/phone-page';
import { unsentWords } from './unsent-words';

export type WaitingRow = {
  id: string;
  household: string;
  head: string;
  address: string | null;
  village: string;
  queuedAt: string;
  sentence: string | null;
  /** Of a problem reported: which. */
  what?: string;
  /** For a refused record: its problems, and the form on which they can be corrected; null when no form helps. */
  problems?: string[];
  putRightAt?: string | null;
};

export type OutboxScreenProps = {
  /** Whose outbox it is, and who else works on this phone. */
  name: string;
  others: readonly OtherAccount[];
  waiting: WaitingRow[];
  refused: WaitingRow[];
  /** Refused records that were discarded; they are kept for the season. */
  bin: WaitingRow[];
  photos: number;
  drafts: number;
  sending: boolean;
  lastTry: string | null;
  nextTry: string | null;
  /** A reason from `field:why`. */
  why:
    | 'offline'
    | 'no-answer'
    | 'not-ours'
    | 'sign-in'
    | 'token'
    | 'too-large'
    | 'server'
    | 'timeout'
    | 'refused'
    | 'other-account'
    | 'full'
    | null;
  signInAddress: string;
  storage: { persisted: boolean | null; usedBytes: number | null; roomBytes: number | null; low: boolean } | null;
  exportedAt: string | null;
  /** The parts of an export in several files; null without an export or with one file. */
  parts: { nth: number; saved: boolean }[] | null;
  update: (() => void) | null;
  onSend: () => void;
  onExport: () => void;
  onSavePart: (nth: number) => void;
  onAgain: (id: string) => void;
  onDiscard: (id: string) => void;
  onPutBack: (id: string) => void;
};

/** 上传情况: what waits, since when, why, and when it is tried again; also what to do without any network. */
export function OutboxScreen(props: OutboxScreenProps) {
  useLateWords('start', { 'zh-CN': chinese, en: english });
  const { t } = useTranslation(['phone', 'field', 'start']);
  const { waiting, refused, photos, sending, storage } = props;
  // The result of the last sending is hidden while the next one runs.
  const why = sending ? null : props.why;
  const nothing = waiting.length + refused.length + photos === 0;
  return (
    <PhonePage heading={t('outbox.title')} back="/villages">
      {props.update && (
        <Notice title={t('update.ready')}>
          <p className="mt-2">
            <Button type="button" look="main" onClick={props.update}>
              {t('update.now')}
            </Button>
          </p>
        </Notice>
      )}
      {why && (
        <Notice tone="attention" live>
          <p>{t(`start:why.${why}`)}</p>
          {(why === 'sign-in' || why === 'other-account') && (
            <p className="mt-2">
              <a className="link inline-flex min-h-target items-center font-medium" href={props.signInAddress}>
                {t('phone:signIn.again')}
              </a>
            </p>
          )}
        </Notice>
      )}
      {nothing && (
        <div className="mb-4">
          <EmptyState title={t('outbox.nothing')}>{t('outbox.nothingNow', { name: props.name })}</EmptyState>
        </div>
      )}
      <OthersUnsent others={props.others} />
      <Rows title={t('outbox.refused', { count: refused.length })} rows={refused} onAgain={props.onAgain} onDiscard={props.onDiscard} />
      <Rows title={t('outbox.waiting', { count: waiting.length })} rows={waiting} />
      {photos > 0 && <p className="mb-3">{t('outbox.photos', { count: photos })}</p>}
      {props.drafts > 0 && <p className="mb-3">{t('outbox.drafts', { count: props.drafts })}</p>}
      <p className="mb-3 text-small text-ink-soft">
        {props.lastTry ? t('outbox.lastTry', { at: formatInstant(props.lastTry) }) : t('outbox.never')}
        {props.nextTry && !nothing && !sending && (
          <>
            <br />
            {t('outbox.nextTry', { at: formatInstant(props.nextTry) })}
          </>
        )}
      </p>
      <Button type="button" look={nothing ? 'plain' : 'main'} wide disabled={sending} onClick={props.onSend}>
        {t(sending ? 'outbox.sendingNow' : 'outbox.now')}
      </Button>
      {(!nothing || props.drafts > 0 || props.bin.length > 0) && (
        <section className="mt-6">
          <p className="mb-2 text-ink-soft">{t('outbox.exportWhat')}</p>
          <Button type="button" wide onClick={props.onExport}>
            {t('outbox.export')}
          </Button>
          {props.parts && (
            <Notice tone="info" title={t('outbox.parts', { count: props.parts.length })} live>
              <p className="mb-2">{t('outbox.partsWhat')}</p>
              <ul className="space-y-2">
                {props.parts.map(({ nth, saved }) => (
                  <li key={nth} className="flex flex-wrap items-center gap-2">
                    <Button type="button" look={saved ? 'plain' : 'main'} icon="download" onClick={() => props.onSavePart(nth)}>
                      {t('outbox.savePart', { nth, of: props.parts!.length })}
                    </Button>
                    {saved && <span className="text-ok">{t('outbox.partSaved')}</span>}
                  </li>
                ))}
              </ul>
            </Notice>
          )}
          {props.exportedAt && (
            <p role="status" className="mt-1 text-small text-ok">
              {t('outbox.exported', { at: formatInstant(props.exportedAt) })}
            </p>
          )}
        </section>
      )}
      {props.bin.length > 0 && (
        <section className="mt-6">
          <Rows
            title={t('outbox.bin', { count: props.bin.length })}
            what={t('outbox.binWhat')}
            rows={props.bin}
            onPutBack={props.onPutBack}
          />
        </section>
      )}
      {storage && (
        <section className="mt-6 border-t border-line pt-4">
          <h2 className="mb-1 text-lead">{t('outbox.storage')}</h2>
          {storage.low && <Notice tone="danger">{t('outbox.low')}</Notice>}
          <p className="text-ink-soft">{t(storage.persisted ? 'outbox.persisted' : 'outbox.notPersisted')}</p>
          {storage.usedBytes !== null && storage.roomBytes !== null && (
            <p className="text-small text-ink-soft">
              {t('outbox.room', { used: megabytes(storage.usedBytes), room: megabytes(storage.roomBytes) })}
            </p>
          )}
        </section>
      )}
    </PhonePage>
  );
}

type RowsProps = {
  title: string;
  what?: string;
  rows: WaitingRow[];
  onAgain?: (id: string) => void;
  onDiscard?: (id: string) => void;
  onPutBack?: (id: string) => void;
};

function Rows({ title, what, rows, onAgain, onDiscard, onPutBack }: RowsProps) {
  const { t } = useTranslation(['phone', 'field']);
  if (rows.length === 0) return null;
  return (
    <section className="mb-4">
      <h2 className="mb-2 text-lead">{title}</h2>
      {what && <p className="mb-2 text-small text-ink-soft">{what}</p>}
      <ul className="space-y-2">
        {rows.map((row) => (
          <li key={row.id} className="card p-3">
            <p>
              <span className="font-semibold">{row.address ?? row.household}</span> {row.head}{' '}
              {row.what && <span className="text-attention">{row.what} </span>}
              <span className="text-small text-ink-soft">{row.village}</span>
            </p>
            <p className="text-small text-ink-soft">{t('outbox.queued', { at: formatInstant(row.queuedAt) })}</p>
            {row.sentence && <p className="mt-1 text-danger">{row.sentence}</p>}
            {row.problems && row.problems.length > 0 && (
              <ul className="mt-1 list-disc pl-5 text-danger">
                {[...new Set(row.problems)].map((problem) => (
                  <li key={problem}>{problem}</li>
                ))}
              </ul>
            )}
            <p className="mt-2 grid grid-cols-2 gap-2">
              {row.putRightAt && (
                <ButtonLink look="main" to={row.putRightAt}>
                  {t('outbox.open')}
                </ButtonLink>
              )}
              {onAgain && (
                <Button type="button" onClick={() => onAgain(row.id)}>
                  {t('outbox.again')}
                </Button>
              )}
              {onDiscard && (
                <Button type="button" onClick={() => onDiscard(row.id)}>
                  {t('outbox.discard')}
                </Button>
              )}
              {onPutBack && (
                <Button type="button" onClick={() => onPutBack(row.id)}>
                  {t('outbox.putBack')}
                </Button>
              )}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function megabytes(bytes: number): string {
  return bytes < 1_000_000_000
    ? `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`
    : `${(bytes / 1_000_000_000).toFixed(1)} GB`;
}

/** What waits under another account goes when that person signs in. */
function OthersUnsent({ others }: Pick<OutboxScreenProps, 'others'>) {
  const { t } = useTranslation(['phone', 'field']);
  const some = others.map((one) => ({ ...one, what: unsentWords(t, one) })).filter(({ what }) => what !== '');
  if (some.length === 0) return null;
  return (
    <Notice tone="attention" title={t('outbox.othersTitle')}>
      {some.map(({ id, name, what }) => (
        <p key={id}>
          {name} · {t('accounts.unsent', { what, name })}
        </p>
      ))}
      <p className="mt-2">
        <ButtonLink to="/sign-in?other=1">{t('accounts.switch')}</ButtonLink>
      </p>
    </Notice>
  );
}
