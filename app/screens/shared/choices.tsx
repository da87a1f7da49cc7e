import { type ReactNode, useState } from 'react';
import { type FormReply, sentenceAt } from '~/i18n/form-reply';
import { FieldError, fieldId, type Option } from './field';
import { Icon } from './icon';

type Props = {
  name: string;
  label: string;
  options: readonly Option[];
  /** Several may be chosen. */
  many?: boolean;
  hint?: ReactNode;
  reply?: FormReply;
  /** The stored value; with `onChange` it is the shown value (controlled). */
  chosen?: readonly string[];
  onChange?: (chosen: string[]) => void;
  sentence?: string;
  /** Buttons in a row; a phone shows at most two. */
  columns?: 1 | 2 | 3;
};

const COLUMNS = { 1: 'grid-cols-1', 2: 'grid-cols-2', 3: 'grid-cols-2 tablet:grid-cols-3' } as const;

/** Large buttons to choose one or many. They are real radio buttons and check boxes, so they work by keyboard and without scripts. */
export function Choices({
  name,
  label,
  options,
  many = false,
  hint,
  reply,
  chosen,
  onChange,
  sentence = sentenceAt(reply, name),
  columns = 2,
}: Props) {
  const id = fieldId(name);
  const typed = reply?.typed[name];
  const [own, setOwn] = useState<readonly string[]>(typed === undefined ? (reply ? [] : (chosen ?? [])) : [typed].flat());
  const current = onChange ? (chosen ?? []) : own;
  const describedBy = [hint && `${id}-hint`, sentence && `${id}-error`].filter(Boolean).join(' ') || undefined;

  function choose(value: string, checked: boolean) {
    const next = many ? (checked ? [...current, value] : current.filter((one) => one !== value)) : [value];
    if (onChange) onChange(next);
    else setOwn(next);
  }

  return (
    <fieldset aria-describedby={describedBy} className={sentence ? 'border-l-4 border-danger pl-3' : undefined}>
      <legend className="mb-1 font-medium">{label}</legend>
      {hint && (
        <p id={`${id}-hint`} className="mb-1 text-small text-ink-faint">
          {hint}
        </p>
      )}
      <div className={`one-column-when-large grid gap-2 ${COLUMNS[columns]}`}>
        {options.map((option, at) => {
          const on = current.includes(option.value);
          return (
            <label
              key={option.value}
              className={`choice ${on ? 'is-on' : ''} ${option.disabled ? 'cursor-not-allowed opacity-60' : ''}`.trim()}
            >
              <input
                id={at === 0 ? id : undefined}
                type={many ? 'checkbox' : 'radio'}
                name={name}
                value={option.value}
                checked={on}
                disabled={option.disabled}
                onChange={(event) => choose(option.value, event.currentTarget.checked)}
              />
              <span aria-hidden="true" className="choice-mark">
                {on && <Icon name="check" size={14} />}
              </span>
              <span>
                {option.label}
                {option.hint && <small>{option.hint}</small>}
              </span>
            </label>
          );
        })}
      </div>
      <FieldError id={`${id}-error`} sentence={sentence} />
    </fieldset>
  );
}
