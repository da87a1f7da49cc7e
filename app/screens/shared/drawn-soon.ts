import { startTransition, useEffect, useRef, useState } from 'react';

/** After a key the rest of another list waits this long, because the next key would replace it. */
const AFTER_TYPING_MS = 400;

/**
 * 先画一屏: draws the first rows of a long list at once and the others when those are on the screen, because an old phone takes
 * noticeably longer for forty rows than for ten. `list` names the list: another name starts anew, and with the same name no
 * drawn row is removed. Without `atOnce` (the server's pages) everything is drawn.
 */
export function useDrawnSoon<T>(rows: readonly T[], list: string, atOnce: number | undefined): { drawn: readonly T[]; missing: number } {
  const [whole, setWhole] = useState<string | null>(null);
  const opening = useRef(true);
  useEffect(() => {
    if (atOnce === undefined) return;
    const timer = setTimeout(() => startTransition(() => setWhole(list)), opening.current ? 0 : AFTER_TYPING_MS);
    return () => {
      opening.current = false;
      clearTimeout(timer);
    };
  }, [list, atOnce]);
  const drawn = atOnce === undefined || whole === list ? rows : rows.slice(0, atOnce);
  return { drawn, missing: rows.length - drawn.length };
}
