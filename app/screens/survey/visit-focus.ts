import { useEffect, useRef } from 'react';
import type { Place } from '~/domain/survey/draft';
import { fieldId } from '~/screens/shared/field';

/**
 * Moves the focus to the heading of a new card, so that screen readers announce it, or to a requested field. The first card is
 * left alone. Returns a function that sets the field at which the next card begins.
 */
export function useCardFocus(card: Place): (field: string | undefined) => void {
  const shown = useRef(card);
  const wanted = useRef<string>(undefined);
  useEffect(() => {
    if (shown.current === card) return;
    shown.current = card;
    if (wanted.current) focusField(wanted.current);
    else document.getElementById('card-heading')?.focus();
    wanted.current = undefined;
  }, [card]);
  return (field) => {
    wanted.current = field;
  };
}

/** How many frames to wait for a field, because photos and signature load after the other questions. */
const FRAMES = 30;

/**
 * Runs after the state has reached the screen: focuses the field and scrolls it to the middle of the screen. When the field
 * does not appear, the heading is focused.
 */
export function focusField(field: string, frames = FRAMES) {
  requestAnimationFrame(() => {
    const found = document.getElementById(fieldId(field));
    if (!found && frames > 0) return focusField(field, frames - 1);
    const control = found ?? document.getElementById('card-heading');
    control?.scrollIntoView({ block: 'center' });
    control?.focus({ preventScroll: true });
  });
}
