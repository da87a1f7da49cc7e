import { type RefObject, useEffect } from 'react';

/**
 * Tells the whole text of a cell that is cut off while somebody points at it. In the page itself every text would stand twice. A cell
 * that has a title from the page keeps it.
 */
export function useWholeOnPointing(body: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const rows = body.current;
    const told = new WeakSet<HTMLElement>();
    const tell = ({ target }: Event) => {
      const cell = (target as Element).closest<HTMLElement>('td, th');
      if (!cell || (cell.hasAttribute('title') && !told.has(cell))) return;
      told.add(cell);
      if (cell.scrollWidth > cell.clientWidth) cell.title = cell.textContent ?? '';
      else cell.removeAttribute('title');
    };
    rows?.addEventListener('pointerover', tell);
    return () => rows?.removeEventListener('pointerover', tell);
  });
}
