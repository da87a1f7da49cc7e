import type { ReactNode } from 'react';
import { FieldFrame } from '~/screens/shared/field';

type Props = {
  name: string;
  label: string;
  optional?: string;
  hint?: ReactNode;
  sentence?: string;
  value: string;
  onValue: (value: string) => void;
};

/**
 * A number with its unit; the phone shows its number pad. The typed text is read but never changed. A temperature may be
 * negative, and the minus sign is on some phones only on the full keyboard.
 */
export function NumberField({
  name,
  label,
  optional,
  hint,
  sentence,
  value,
  onValue,
  unit,
  whole,
  signed,
}: Props & { unit: string; whole: boolean; signed?: boolean }) {
  return (
    <FieldFrame {...{ name, label, optional, hint, sentence }}>
      {({ id, describedBy, invalid }) => (
        <div className="flex items-center gap-2">
          <input
            id={id}
            name={name}
            type="text"
            inputMode={signed ? 'text' : whole ? 'numeric' : 'decimal'}
            enterKeyHint="done"
            autoComplete="off"
            value={value}
            onChange={(event) => onValue(event.currentTarget.value)}
            aria-describedby={describedBy}
            aria-invalid={invalid || undefined}
            className="field-box min-w-0 flex-1"
          />
          <span className="shrink-0 text-ink-soft">{unit}</span>
        </div>
      )}
    </FieldFrame>
  );
}

export function WritingField({ name, label, optional, hint, sentence, value, onValue, rows = 2 }: Props & { rows?: number }) {
  return (
    <FieldFrame {...{ name, label, optional, hint, sentence }}>
      {({ id, describedBy, invalid }) => (
        <textarea
          id={id}
          name={name}
          rows={rows}
          value={value}
          onChange={(event) => onValue(event.currentTarget.value)}
          aria-describedby={describedBy}
          aria-invalid={invalid || undefined}
          className="field-box py-2"
        />
      )}
    </FieldFrame>
  );
}

export function LineField({ name, label, optional, hint, sentence, value, onValue, inputMode }: Props & { inputMode?: 'text' | 'tel' }) {
  return (
    <FieldFrame {...{ name, label, optional, hint, sentence }}>
      {({ id, describedBy, invalid }) => (
        <input
          id={id}
          name={name}
          type="text"
          inputMode={inputMode}
          autoComplete="off"
          value={value}
          onChange={(event) => onValue(event.currentTarget.value)}
          aria-describedby={describedBy}
          aria-invalid={invalid || undefined}
          className="field-box"
        />
      )}
    </FieldFrame>
  );
}
