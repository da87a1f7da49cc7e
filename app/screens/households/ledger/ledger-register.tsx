import { Form } from '@remix-run/react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldsOfPart, type LedgerField, type LedgerValues, specOf } from '~/domain/household/ledger/ledger-fields';
import { Lines, Section } from '~/screens/households/household-screen';
import { Button, ButtonLink } from '~/screens/shared/button';
import { Csrf } from '~/screens/shell/viewer';
import { valueWords } from './field-words';

export type LedgerPartProps = {
  number: string;
  fields: LedgerValues;
  /** What was asked to be seen whole, after the press that is recorded. */
  seen: { field: LedgerField; value: string } | null;
  /** The sealed fields that this person may see whole. */
  mayUnmask: readonly LedgerField[];
  mayCorrect: boolean;
};

/** 户情 and 收款账户: every field of the part, masked where it is personal. A part that may be corrected has its link. */
export function LedgerRegister({ part, more, ...props }: LedgerPartProps & { part: 'register' | 'account'; more?: [string, ReactNode][] }) {
  const { t } = useTranslation('ledger');
  const lines = fieldsOfPart(part)
    .filter((field) => field !== 'idMissingReason' || props.fields.idMissingReason)
    .map((field): [string, ReactNode] => [t(`field.${field}`), <Value key={field} field={field} {...props} />]);
  return (
    <Section title={t(`part.${part}`)}>
      <Lines lines={[...(more ?? []), ...lines]} />
      {part === 'account' && !props.fields.bankAccount && <p className="mt-2 text-ink-soft">{t('noAccount')}</p>}
      <ToCorrect part={part} {...props} />
    </Section>
  );
}

export function ToCorrect({ number, part, mayCorrect }: Pick<LedgerPartProps, 'number' | 'mayCorrect'> & { part: string }) {
  const { t } = useTranslation('ledger');
  if (!mayCorrect) return null;
  return (
    <div className="mt-3">
      <ButtonLink to={`/households/${encodeURIComponent(number)}/correct?part=${part}`} icon="edit">
        {t('toCorrect', { part: t(`part.${part}` as 'part.register') })}
      </ButtonLink>
    </div>
  );
}

/** A value; a sealed one masked, until an explicit press that is recorded shows it whole. */
function Value({ field, fields, seen, mayUnmask }: LedgerPartProps & { field: LedgerField }) {
  const { t } = useTranslation(['ledger', 'enums']);
  const spec = specOf(field);
  const whole = seen?.field === field ? seen.value : null;
  const masked = valueWords(t, field, fields[field]);
  if (masked === null) return <>—</>;
  if (spec.kind !== 'sealed') return <span className="break-words">{masked}</span>;
  if (whole !== null) {
    if (spec.what !== 'phone') return <span className="break-all tabular-nums">{valueWords(t, field, whole)}</span>;
    return (
      <a className="link inline-flex min-h-target items-center" href={`tel:${whole}`}>
        {whole}
      </a>
    );
  }
  const unmask = t(spec.what === 'hardship' ? 'unmaskHardship' : 'unmask');
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      <span className="break-all">{masked}</span>
      {mayUnmask.includes(field) && (
        <Form method="post" preventScrollReset>
          <Csrf />
          <Button
            look="quiet"
            name="do"
            value={`unmask-${field}`}
            title={t('unmaskHint')}
            aria-label={spec.what === 'phone' ? undefined : t('unmaskOf', { what: unmask, field: t(`field.${field}`) })}
          >
            {unmask}
          </Button>
        </Form>
      )}
    </span>
  );
}
