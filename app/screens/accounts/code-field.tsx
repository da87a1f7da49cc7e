import { useTranslation } from 'react-i18next';
import { type FormReply, sentenceAt } from '~/i18n/form-reply';
import { FieldFrame } from '~/screens/shared/field';

type Props = {
  id?: string;
  reply?: FormReply;
  /** A recovery code is not taken. */
  appOnly?: boolean;
  autoFocus?: boolean;
  /** The sentence is said elsewhere. */
  quiet?: boolean;
};

/** A code of the authenticator app or a recovery code; it comes back from no server. */
export function CodeField({ id: ownId, reply, appOnly, autoFocus, quiet }: Props) {
  const { t } = useTranslation('second-factor');
  const hint = t(appOnly ? 'code.hintApp' : 'code.hint');
  return (
    <FieldFrame
      id={ownId}
      name="code"
      label={t(appOnly ? 'code.labelApp' : 'code.label')}
      hint={hint}
      sentence={quiet ? undefined : sentenceAt(reply, 'code')}
    >
      {({ id, describedBy, invalid }) => (
        <input
          id={id}
          name="code"
          // A recovery code has letters, so the keyboard is of digits only where none is taken.
          inputMode={appOnly ? 'numeric' : 'text'}
          autoComplete="one-time-code"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          maxLength={30}
          // biome-ignore lint/a11y/noAutofocus: the page was asked for this one thing.
          autoFocus={autoFocus}
          aria-describedby={describedBy}
          aria-invalid={invalid || undefined}
          className="field-box max-w-64 font-mono tracking-wider"
        />
      )}
    </FieldFrame>
  );
}

/** The password was right and a code is all that is missing: the next step, and no fault. */
export function onlyCodeMissing(reply: FormReply | undefined): boolean {
  return reply !== undefined && !reply.typed.code && reply.problems.length > 0 && reply.problems.every(({ field }) => field === 'code');
}
