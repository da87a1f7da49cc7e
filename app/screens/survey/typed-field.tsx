import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
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
 * negative, and some number pads have no minus sign: the button 零下 puts it.
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
            inputMode={whole ? 'numeric' : 'decimal'}
            enterKeyHint="done"
            autoComplete="off"
            value={value}
            onChange={(event) => onValue(event.currentTarget.value)}
            aria-describedby={describedBy}
            aria-invalid={invalid || undefined}
            className="field-box min-w-0 flex-1"
          />
          <span className="shrink-0 text-ink-soft">{unit}</span>
          {signed && <BelowZero value={value} onValue={onValue} />}
        </div>
      )}
    </FieldFrame>
  );
}

const MINUS = /^\s*[-−－]/;

function BelowZero({ value, onValue }: Pick<Props, 'value' | 'onValue'>) {
  const { t } = useTranslation('survey');
  const below = MINUS.test(value);
  return (
    <button
      type="button"
      aria-pressed={below}
      className={`min-h-target shrink-0 rounded border px-3
        ${below ? 'border-action bg-action-wash text-action-dark' : 'border-line-strong'}`}
      onClick={() => onValue(below ? value.replace(MINUS, '') : `-${value.trim()}`)}
    >
      {t('belowZero')}
    </button>
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
