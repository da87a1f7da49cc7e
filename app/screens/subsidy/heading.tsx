import type { ReactNode } from 'react';

/** A column heading that may take two lines. Long English words for 补贴到位率 would otherwise push the numbers off the screen. */
export function Heading({ children }: { children: ReactNode }) {
  return <span className="inline-block min-w-[4.5rem] whitespace-normal leading-tight">{children}</span>;
}
