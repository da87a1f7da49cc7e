import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Draft } from '~/domain/survey/draft';
import { formatMinute } from '~/i18n/formats';
import { forgetUnsaved, keepUnsaved } from '~/offline/store/unsaved-typing';
import { Icon } from '~/screens/shared/icon';

/** Stores a draft and returns when it was stored, or throws. `leaving`: the page is being left, so the request must outlive it. */
export type SaveDraft = (draft: Draft, leaving: boolean) => Promise<string>;

export type Autosave = {
  state: 'untouched' | 'waiting' | 'saving' | 'saved' | 'failed';
  savedAt: string | null;
  saveNow: () => Promise<void>;
  pause: () => void;
  resume: () => void;
  /** Called when the visit was received: there is nothing left to save. */
  done: () => void;
};

/** The wait after the last key: long enough not to send every letter, short enough to lose little when the battery dies. */
const DELAY_MS = 700;
const RETRY_MS = 5_000;
/** The wait before writing to the phone's own disk, which is much shorter. */
const DEVICE_DELAY_MS = 20;

/**
 * Saves what is typed: shortly after the last change, when the page is left or hidden, and repeatedly while there is no
 * network. One request runs at a time, always with the newest state. An empty draft is not sent. `onDevice`: saving goes to
 * this phone's disk, so it is done at once and nothing is kept in the tab.
 */
export function useAutosave(
  keptAs: string,
  draft: Draft,
  save: SaveDraft,
  savedBefore: string | null,
  worthKeeping: boolean,
  onDevice = false,
): Autosave {
  const delay = onDevice ? DEVICE_DELAY_MS : DELAY_MS;
  const [state, setState] = useState<Autosave['state']>(savedBefore ? 'saved' : 'untouched');
  const [savedAt, setSavedAt] = useState(savedBefore);
  const newest = useRef(draft);
  const kept = useRef(JSON.stringify(draft));
  const busy = useRef(false);
  const paused = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const saveRef = useRef(save);
  const worth = useRef(worthKeeping);
  newest.current = draft;
  worth.current ||= worthKeeping;
  saveRef.current = save;

  const send = useCallback(
    async (leaving = false): Promise<void> => {
      clearTimeout(timer.current);
      timer.current = undefined;
      const sent = JSON.stringify(newest.current);
      if (paused.current || busy.current || !worth.current || sent === kept.current) return;
      busy.current = true;
      setState('saving');
      try {
        setSavedAt(await saveRef.current(newest.current, leaving));
        kept.current = sent;
        // Whoever reads 已存 may close the page, so it is said of the newest state alone.
        const isNewest = JSON.stringify(newest.current) === sent;
        if (isNewest) forgetUnsaved(keptAs);
        setState(isNewest ? 'saved' : 'waiting');
      } catch {
        setState('failed');
        timer.current = setTimeout(() => void send(), RETRY_MS);
      } finally {
        busy.current = false;
      }
      // Something was typed during the request.
      if (JSON.stringify(newest.current) !== kept.current && timer.current === undefined)
        timer.current = setTimeout(() => void send(), delay);
    },
    [keptAs, delay],
  );

  const text = JSON.stringify(draft);
  const evidence = JSON.stringify(draft.evidence);
  const evidenceSeen = useRef(evidence);
  useEffect(() => {
    if (text === kept.current || !worth.current) return;
    if (!onDevice) keepUnsaved(keptAs, newest.current);
    setState((current) => (current === 'saving' ? current : 'waiting'));
    clearTimeout(timer.current);
    // Typing usually goes on, so it waits. A photo or a signature is complete, and repeating it costs a walk, so it is saved at
    // once.
    const wait = evidenceSeen.current === evidence ? delay : 0;
    evidenceSeen.current = evidence;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      void send();
    }, wait);
  }, [text, evidence, send, keptAs, delay, onDevice]);

  useEffect(() => {
    const leave = () => {
      if (document.visibilityState === 'hidden') void send(true);
    };
    const online = () => void send();
    document.addEventListener('visibilitychange', leave);
    window.addEventListener('online', online);
    return () => {
      document.removeEventListener('visibilitychange', leave);
      window.removeEventListener('online', online);
      clearTimeout(timer.current);
      void send(true);
    };
  }, [send]);

  return {
    state,
    savedAt,
    saveNow: () => send(),
    pause: () => {
      paused.current = true;
      clearTimeout(timer.current);
    },
    resume: () => {
      paused.current = false;
    },
    done: () => {
      paused.current = true;
      forgetUnsaved(keptAs);
    },
  };
}

/** The strip at the top that says where the typed data is. `onDevice`: it is on this phone; `beside` shows what waits to be sent. */
export function SavedStrip({
  saved,
  onDevice = false,
  beside,
}: {
  saved: Pick<Autosave, 'state' | 'savedAt'>;
  onDevice?: boolean;
  beside?: ReactNode;
}) {
  const { t } = useTranslation('survey');
  const time = saved.savedAt && formatMinute(saved.savedAt);
  const word =
    saved.state === 'failed'
      ? t(onDevice ? 'notSavedOnDevice' : 'notSaved')
      : saved.state === 'saving' || saved.state === 'waiting'
        ? t('saving')
        : time
          ? t(onDevice ? 'savedOnDevice' : 'saved', { time })
          : t('notTyped');
  return (
    <p
      role="status"
      className={`flex items-center gap-1 px-4 py-1 text-small
        ${saved.state === 'failed' ? 'bg-attention-wash text-attention' : 'bg-page text-ink-soft'}`}
    >
      <Icon name={saved.state === 'failed' ? 'alert' : 'cloud'} size={16} />
      <span className="min-w-0 flex-1">{word}</span>
      {beside}
    </p>
  );
}
