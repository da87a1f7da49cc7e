import { useEffect, useRef } from 'react';

type Props = { name: string; value: string; label: string; ticked: boolean; disabled?: boolean };

/** A check box that follows the address, and in between what was pressed, so that quick presses do not undo each other. */
export function Tick({ name, value, label, ticked, disabled }: Props) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.checked = ticked;
  }, [ticked]);
  return (
    <label className="flex min-h-[32px] cursor-pointer items-center gap-2">
      <input ref={box} type="checkbox" name={name} value={value} defaultChecked={ticked} disabled={disabled} />
      {label}
    </label>
  );
}
