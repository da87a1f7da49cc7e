import { useEffect, useState } from 'react';

/** The elements that the keys press: links and buttons that also work without the keyboard. */
const KEYS = { j: 'review-next', k: 'review-previous', a: 'review-approve', r: 'review-remark' } as const;

const STORED = 'review-shortcuts';

/**
 * J, K, A and R press the element with the id of `KEYS`, except while something is typed. They can be switched off,
 * because speech input and screen readers type single letters; the choice stays in this browser.
 */
export function useShortcuts(): { on: boolean; setOn: (on: boolean) => void } {
  const [on, set] = useState(true);
  useEffect(() => set(localStorage.getItem(STORED) !== 'off'), []);
  useEffect(() => {
    if (!on) return undefined;
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat || isTyping(event.target)) return;
      const id = KEYS[event.key.toLowerCase() as keyof typeof KEYS];
      const element = id && document.getElementById(id);
      if (!element) return;
      event.preventDefault();
      element.click();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [on]);
  const setOn = (next: boolean) => {
    localStorage.setItem(STORED, next ? 'on' : 'off');
    set(next);
  };
  return { on, setOn };
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
      (target instanceof HTMLInputElement && target.type !== 'checkbox'))
  );
}
