import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FormReply } from '~/i18n/form-reply';
import { Field, fieldId } from './field';

type Props = {
  name: string;
  label: string;
  hint?: string;
  autoComplete: 'current-password' | 'new-password';
  shown: boolean;
  reply?: FormReply;
  /** What was typed was wrong: it is selected, so that the next key begins anew. */
  wrong?: boolean;
};

/** A password; it stays in its field when it was wrong, and comes back from no server. */
export function PasswordField({ name, label, hint, autoComplete, shown, reply, wrong = false }: Props) {
  useEffect(() => {
    if (!wrong || !reply) return;
    const field = document.getElementById(fieldId(name)) as HTMLInputElement | null;
    // On top of the page the sentence takes the focus; a screen reader has said it by then.
    field?.focus();
    field?.select();
  }, [wrong, reply, name]);
  return (
    <Field
      name={name}
      type={shown ? 'text' : 'password'}
      label={label}
      hint={hint}
      reply={reply}
      autoComplete={autoComplete}
      autoCapitalize="none"
      autoCorrect="off"
      spellCheck={false}
    />
  );
}

/** 显示密码, for all fields of a form. */
export function useShownPasswords() {
  const { t } = useTranslation('accounts');
  const [shown, setShown] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  const toggle = (
    <label className="flex min-h-target cursor-pointer items-center gap-2">
      <input ref={box} type="checkbox" className="h-5 w-5" checked={shown} onChange={(event) => setShown(event.currentTarget.checked)} />
      {t('showPassword')}
    </label>
  );
  return { shown, toggle };
}
