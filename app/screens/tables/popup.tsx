import { type ReactNode, useEffect, useRef } from 'react';
import { Icon } from '~/screens/shared/icon';

/** A part of the toolbar that unfolds in its place. Escape and a press elsewhere close it, what is chosen in it does not. */
export function Popup({
  id,
  label,
  side = 'right',
  children,
}: {
  id?: string;
  label: ReactNode;
  side?: 'left' | 'right';
  children: ReactNode;
}) {
  const box = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event) => {
      const popup = box.current;
      if (!popup?.open) return;
      if (event instanceof KeyboardEvent) {
        if (event.key !== 'Escape') return;
        popup.querySelector('summary')?.focus();
      } else if (event.target instanceof Node && popup.contains(event.target)) return;
      popup.open = false;
    };
    for (const kind of ['keydown', 'mousedown']) document.addEventListener(kind, close);
    return () => {
      for (const kind of ['keydown', 'mousedown']) document.removeEventListener(kind, close);
    };
  }, []);
  return (
    <details ref={box} id={id} className="relative">
      <summary
        className="flex min-h-target cursor-pointer list-none items-center gap-1 whitespace-nowrap rounded border border-line-strong
          bg-paper px-2 font-medium hover:bg-page"
      >
        {label} <Icon name="down" size={16} />
      </summary>
      <div
        className={`fixed inset-x-4 bottom-4 z-30 max-h-[80vh] overflow-y-auto rounded border border-line-strong bg-paper p-3 desk:absolute
          desk:inset-x-auto desk:bottom-auto desk:mt-1 desk:w-[24rem] ${side === 'right' ? 'desk:right-0' : 'desk:left-0'}`}
      >
        {children}
      </div>
    </details>
  );
}
