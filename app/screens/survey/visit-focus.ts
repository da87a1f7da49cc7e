import { useEffect, useRef } from 'react';
import type { Card } from '~/domain/survey/draft';
import { fieldId } from '~/screens/shared/field';

/**
 * A new card is announced and read from its heading, or from the field one was sent to; the first one is left alone. Answers
 * how to say which field the next card begins at.
 */
export function useCardFocus(card: Card): (field: string | undefined) => void {
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

/** Frames that a field may take to come, photos and signature behind the other questions. */
const FRAMES = 30;

/** After the state has reached the screen: into the field, in the middle of the screen; a field that does not come, to the heading. */
export function focusField(field: string, frames = FRAMES) {
  requestAnimationFrame(() => {
    const found = document.getElementById(fieldId(field));
    if (!found && frames > 0) return focusField(field, frames - 1);
    const control = found ?? document.getElementById('card-heading');
    control?.scrollIntoView({ block: 'center' });
    control?.focus({ preventScroll: true });
  });
}
