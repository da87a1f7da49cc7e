import type { ReactNode } from 'react';

/** A box for content wider or higher than its place. It can be focused and scrolled by keyboard. */
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
    // biome-ignore lint/a11y/useSemanticElements: a section needs a heading of its own; this is a frame.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the box cannot be scrolled by keyboard.
    <div className={`card ${className}`} style={{ maxHeight }} tabIndex={0} role="region" aria-label={label}>
      {children}
    </div>
  );
}
