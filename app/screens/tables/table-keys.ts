import { type RefObject, useEffect, useSyncExternalStore } from 'react';

const STORED = 'table-keys';
const CHANGED = 'table-keys-changed';
export const SEARCH_ID = 'table-search';
export const HELP_ID = 'table-help';

/**
 * The keys of a table: J and K, or the arrows within it, go from row to row, Enter opens the row, / goes to the search, ? shows this
 * help. They rest while something is typed, and can be switched off, because speech input and screen readers type single letters.
 */
export function useTableKeys(body: RefObject<HTMLTableSectionElement | null>): void {
  const [on] = useKeysOn();
  useEffect(() => {
    if (!on) return undefined;
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
      if (act(event.key, body.current)) event.preventDefault();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [on, body]);
}

/** True when the key did something. */
function act(key: string, body: HTMLTableSectionElement | null): boolean {
  const here = document.activeElement;
  const row = body?.contains(here) ? (here?.closest('tr') ?? null) : null;
  const inTable = row !== null || (here !== null && here === body?.closest('[role=region]'));
  if (key === 'j' || (key === 'ArrowDown' && inTable)) return step(body, row, 1);
  if (key === 'k' || (key === 'ArrowUp' && inTable)) return step(body, row, -1);
  if (key === 'Enter' && row !== null && here === row) return pressed(row.querySelector<HTMLElement>('[data-opens]'));
  if (key === '/') return focused(document.getElementById(SEARCH_ID));
  if (key === '?') return opened(document.getElementById(HELP_ID));
  return false;
}

function step(body: HTMLTableSectionElement | null, row: HTMLTableRowElement | null, by: 1 | -1): boolean {
  const rows = [...(body?.rows ?? [])];
  const at = row === null ? (by === 1 ? 0 : rows.length - 1) : rows.indexOf(row) + by;
  return focused(rows[at] ?? null);
}

function focused(element: HTMLElement | null): boolean {
  element?.focus();
  return element !== null;
}

function pressed(element: HTMLElement | null): boolean {
  element?.click();
  return element !== null;
}

function opened(element: HTMLElement | null): boolean {
  if (element instanceof HTMLDetailsElement) element.open = !element.open;
  return element !== null;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
      (target instanceof HTMLInputElement && target.type !== 'checkbox'))
  );
}

/** Whether the keys are on; the choice stays in this browser. */
export function useKeysOn(): [boolean, (on: boolean) => void] {
  const on = useSyncExternalStore(
    (changed) => {
      window.addEventListener(CHANGED, changed);
      return () => window.removeEventListener(CHANGED, changed);
    },
    () => localStorage.getItem(STORED) !== 'off',
    () => true,
  );
  return [
    on,
    (next) => {
      localStorage.setItem(STORED, next ? 'on' : 'off');
      window.dispatchEvent(new Event(CHANGED));
    },
  ];
}
