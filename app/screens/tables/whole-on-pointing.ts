import { type RefObject, useEffect } from 'react';

/** What was told of a cell here. Any other title is the page's own. */
const told = new WeakMap<Element, string>();

/**
 * Tells the whole text of a cell that is cut off while somebody points at it. In the page itself every text would stand twice. A cell
 * that has a title from the page keeps it.
 */
export function useWholeOnPointing(body: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const rows = body.current;
    rows?.addEventListener('pointerover', tellWhole);
    return () => rows?.removeEventListener('pointerover', tellWhole);
  });
}

function tellWhole({ target }: Event): void {
  const cell = (target as Element).closest<HTMLElement>('td, th');
  if (!cell || (cell.hasAttribute('title') && cell.title !== told.get(cell))) return;
  if (cell.scrollWidth > cell.clientWidth) {
    cell.title = cell.textContent ?? '';
    told.set(cell, cell.title);
  } else cell.removeAttribute('title');
}
