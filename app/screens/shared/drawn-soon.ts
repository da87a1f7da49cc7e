import { startTransition, useEffect, useRef, useState } from 'react';

/** Whoever types goes on typing: another list's other rows wait until the next key would have come. */
const AFTER_TYPING_MS = 400;

/**
 * 先画一屏: of a long list the first rows at once, the others when those stand on the screen: an old phone draws ten rows in the time
 * in which one looks, and forty in the time in which one waits. `list` names what is listed: with another one it begins anew, with
 * the same one nothing that was drawn is taken away. Without `atOnce` (the server's pages) everything is drawn.
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
