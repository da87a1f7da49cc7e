import type { InputHTMLAttributes, ReactNode, SelectHTMLAttributes, TextareaHTMLAttributes } from 'react';
import { type FormReply, sentenceAt, typedAt } from '~/i18n/form-reply';
import { Icon } from './icon';

/** The id an error summary links to. */
export function fieldId(name: string): string {
  return `field-${name.replace(/[^\w-]/g, '-')}`;
}

export function FieldError({ id, sentence }: { id: string; sentence: string | undefined }) {
  if (!sentence) return null;
  return (
    <p id={id} className="mt-1 flex items-start gap-1 font-medium text-danger">
      <Icon name="alert" size={18} className="mt-0.5" />
      <span>{sentence}</span>
    </p>
  );
}

type Frame = {
  name: string;
  id?: string;
  label: string;
  hint?: ReactNode;
  sentence?: string;
  optional?: string;
  children: (ids: { id: string; describedBy: string | undefined; invalid: boolean }) => ReactNode;
};

/** Label, hint, the control, and beside it the same sentence as in the summary. */
export function FieldFrame({ name, id = fieldId(name), label, hint, sentence, optional, children }: Frame) {
  const describedBy = [hint && `${id}-hint`, sentence && `${id}-error`].filter(Boolean).join(' ') || undefined;
  return (
    <div className={sentence ? 'border-l-4 border-danger pl-3' : undefined}>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
        {optional && <span className="ml-1 font-normal text-ink-faint">{optional}</span>}
      </label>
      {hint && (
        <p id={`${id}-hint`} className="mb-1 text-small text-ink-faint">
          {hint}
        </p>
      )}
      {children({ id, describedBy, invalid: sentence !== undefined })}
      <FieldError id={`${id}-error`} sentence={sentence} />
    </div>
  );
}

type Base = {
  name: string;
  /** For a name that occurs more than once on a page. */
  id?: string;
  label: string;
  hint?: ReactNode;
  optional?: string;
  reply?: FormReply;
  stored?: string;
  sentence?: string;
};

/** A text field. It shows what was typed when the form was refused (`reply`), otherwise the stored value. */
export function Field({
  name,
  id: ownId,
  label,
  hint,
  optional,
  reply,
  stored,
  sentence = sentenceAt(reply, name),
  className = '',
  ...rest
}: Base & Omit<InputHTMLAttributes<HTMLInputElement>, 'name' | 'id'>) {
  return (
    <FieldFrame id={ownId} {...{ name, label, hint, optional, sentence }}>
      {({ id, describedBy, invalid }) => (
        <input
          id={id}
          name={name}
          defaultValue={/password/i.test(name) || rest.value !== undefined ? undefined : typedAt(reply, name, stored)}
          aria-describedby={describedBy}
          aria-invalid={invalid || undefined}
          className={`field-box ${className}`}
          {...rest}
        />
      )}
    </FieldFrame>
  );
}

export function TextField({
  name,
  id: ownId,
  label,
  hint,
  optional,
  reply,
  stored,
  sentence = sentenceAt(reply, name),
  ...rest
}: Base & Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'name' | 'id'>) {
  return (
    <FieldFrame id={ownId} {...{ name, label, hint, optional, sentence }}>
      {({ id, describedBy, invalid }) => (
        <textarea
          id={id}
          name={name}
          rows={4}
          defaultValue={rest.value === undefined ? typedAt(reply, name, stored) : undefined}
          aria-describedby={describedBy}
          aria-invalid={invalid || undefined}
          className="field-box py-2"
          {...rest}
        />
      )}
    </FieldFrame>
  );
}

export type Option = { value: string; label: string; hint?: string; disabled?: boolean };

/** A drop-down for more than six options; <Choices> is for fewer. */
export function Select({
  name,
  id: ownId,
  label,
  hint,
  optional,
  reply,
  stored,
  options,
  sentence = sentenceAt(reply, name),
  ...rest
}: Base & { options: Option[] } & Omit<SelectHTMLAttributes<HTMLSelectElement>, 'name' | 'id'>) {
  return (
    <FieldFrame id={ownId} {...{ name, label, hint, optional, sentence }}>
      {({ id, describedBy, invalid }) => (
        <select
          id={id}
          name={name}
          defaultValue={typedAt(reply, name, stored)}
          aria-describedby={describedBy}
          aria-invalid={invalid || undefined}
          className="field-box"
          {...rest}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value} disabled={option.disabled}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </FieldFrame>
  );
}
