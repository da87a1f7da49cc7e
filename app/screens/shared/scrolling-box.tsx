import type { ReactNode } from 'react';

/** A box wider or higher than its place, which can be reached and moved by keyboard. */
export function ScrollingBox({
  label,
  className,
  maxHeight,
  children,
}: {
  label: string;
  className: string;
  maxHeight?: string;
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a section is a part of the page with a heading of its own; this is a frame.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse could not scroll it otherwise.
    <div className={`card ${className}`} style={{ maxHeight }} tabIndex={0} role="region" aria-label={label}>
      {children}
    </div>
  );
}
