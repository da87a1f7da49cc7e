import type { ReactNode } from 'react';

/** The heading of a column that may take two lines: English words for 补贴到位率 would otherwise make the numbers run out of a screen. */
export function Heading({ children }: { children: ReactNode }) {
  return <span className="inline-block min-w-[4.5rem] whitespace-normal leading-tight">{children}</span>;
}
