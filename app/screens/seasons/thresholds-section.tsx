import { Form, useNavigation } from '@remix-run/react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ThresholdLine } from '~/domain/findings/read-thresholds-form';
import { fieldShown } from '~/domain/findings/thresholds-typed';
import { type FormReply, sentenceAt } from '~/i18n/form-reply';
import { type ThresholdT, thresholdName } from '~/i18n/threshold-words';
import { Button } from '~/screens/shared/button';
import { FieldFrame, TextField } from '~/screens/shared/field';
import { Chip, Notice } from '~/screens/shared/notice';
import { type Column, Table } from '~/screens/shared/table';
import { Csrf } from '~/screens/shell/viewer';

type Props = {
  lines: readonly ThresholdLine[];
  /** What the form hands back, so that a change made meanwhile is noticed. */
  seen: string;
  /** Why nobody here can change them; null: this person can. */
  fixed: 'closed' | 'byCity' | null;
  reply?: FormReply;
};

/** 问题门槛: the numbers that the rules use in this season, for whoever reads, and for the city to change. */
export function ThresholdsSection({ lines, seen, fixed, reply }: Props) {
  const { t } = useTranslation('thresholds');
  return (
    <section id="thresholds" aria-labelledby="thresholds-heading" className="card mt-4">
      <div className="border-b border-line px-4 py-2">
        <h2 id="thresholds-heading" className="font-semibold">
          {t('title')}
        </h2>
        <p className="mt-1 text-small text-ink-soft">{t('why')}</p>
      </div>
      {fixed ? (
        <div className="flex flex-col gap-3 p-4">
          <Notice tone="info" title={t(fixed)} />
          <InForce lines={lines} />
        </div>
      ) : (
        // Another form once they were changed, or once one that was refused comes back.
        <ThresholdsForm key={`${seen} ${reply !== undefined}`} {...{ lines, seen, reply }} />
      )}
    </section>
  );
}

function InForce({ lines }: Pick<Props, 'lines'>) {
  const { t } = useTranslation(['thresholds', 'findings']);
  const columns: Column<ThresholdLine>[] = [
    {
      key: 'item',
      heading: t('thresholds:item'),
      cell: (line) => (
        <span className="inline-flex flex-wrap items-center gap-x-2">
          {thresholdName(t as unknown as ThresholdT, line)}
          {line.value !== line.usual && <Chip tone="attention">{t('thresholds:other')}</Chip>}
        </span>
      ),
    },
    { key: 'value', heading: t('thresholds:inForce'), number: true, width: '5.5rem', cell: ({ value }) => value },
    { key: 'usual', heading: t('thresholds:default'), number: true, width: '4rem', cell: ({ usual }) => usual },
  ];
  const table = (of: 'numbers' | 'days', rows: readonly ThresholdLine[]) => (
    <div>
      <h3 className="mb-1 font-semibold">{t(`thresholds:${of}`)}</h3>
      <Table columns={columns} rows={rows} rowKey={({ field }) => field} caption={t(`thresholds:${of}`)} />
    </div>
  );
  return (
    <>
      {table(
        'numbers',
        lines.filter(({ days }) => days === null),
      )}
      {table(
        'days',
        lines.filter(({ days }) => days !== null),
      )}
    </>
  );
}

function ThresholdsForm({ lines, seen, reply }: Omit<Props, 'fixed'>) {
  const { t } = useTranslation('thresholds');
  const busy = useNavigation().state !== 'idle';
  const shown = (line: ThresholdLine) => fieldShown(line.field, line.value, reply?.typed);
  const [texts, setTexts] = useState(() => Object.fromEntries(lines.map((line) => [line.field, shown(line).text])));
  const set = (some: readonly ThresholdLine[], text: (line: ThresholdLine) => string) =>
    setTexts((old) => ({ ...old, ...Object.fromEntries(some.map((line) => [line.field, text(line)])) }));
  const fields = (some: readonly ThresholdLine[]) =>
    some.map((line) => (
      <ThresholdField
        key={line.field}
        line={line}
        text={texts[line.field]!}
        meanwhile={shown(line).meanwhile}
        sentence={sentenceAt(reply, line.field)}
        onText={(text) => set([line], () => text)}
      />
    ));
  const days = lines.filter((line) => line.days !== null);
  return (
    <Form method="post" noValidate className="flex flex-col">
      <Csrf />
      <input type="hidden" name="intent" value="thresholds" />
      <input type="hidden" name="seen" value={seen} />
      <fieldset className="px-4 pt-3">
        <legend className="float-left w-full font-semibold">{t('numbers')}</legend>
        <ul className="clear-left grid gap-x-6 tablet:grid-cols-2 wide:grid-cols-3">
          {fields(lines.filter((line) => line.days === null))}
        </ul>
      </fieldset>
      <fieldset className="px-4 pt-5">
        <legend className="float-left w-full font-semibold">
          {t('days')}
          <span className="ml-2 font-normal text-small text-ink-faint">{days[0] && t('range', days[0])}</span>
        </legend>
        <ul className="clear-left grid gap-x-6 tablet:grid-cols-2 wide:grid-cols-3">{fields(days)}</ul>
      </fieldset>
      <div className="mt-4 flex flex-col gap-4 border-t border-line p-4">
        <TextField name="thresholdReason" label={t('reason')} rows={2} reply={reply} />
        <div className="flex flex-wrap gap-3">
          <Button look="main" disabled={busy}>
            {t('save')}
          </Button>
          <Button
            type="button"
            disabled={lines.every(({ field, usual }) => texts[field] === String(usual))}
            onClick={() => set(lines, ({ usual }) => String(usual))}
          >
            {t('resetAll')}
          </Button>
        </div>
      </div>
    </Form>
  );
}

type FieldProps = { line: ThresholdLine; text: string; meanwhile: boolean; sentence: string | undefined; onText: (text: string) => void };

function ThresholdField({ line, text, meanwhile, sentence, onText }: FieldProps) {
  const { t } = useTranslation(['thresholds', 'findings']);
  const name = thresholdName(t as unknown as ThresholdT, line);
  const usual = String(line.usual);
  return (
    <li className="border-b border-line py-2">
      <FieldFrame
        name={line.field}
        label={name}
        hint={line.days === null && t(`thresholds:number.${line.field as 'coldBelow'}.hint`)}
        sentence={sentence}
      >
        {({ id, describedBy, invalid }) => (
          <div className="flex flex-wrap items-center gap-x-3">
            <input
              id={id}
              name={line.field}
              value={text}
              onChange={(event) => onText(event.currentTarget.value)}
              inputMode="decimal"
              autoComplete="off"
              aria-describedby={describedBy}
              aria-invalid={invalid || undefined}
              className="field-box !w-20 text-right tabular-nums"
            />
            <span className="text-small text-ink-soft">
              {t('thresholds:usual', { value: usual })}
              {line.days === null && ` · ${t('thresholds:range', line)}`}
            </span>
            {text !== usual && (
              <Button type="button" look="quiet" aria-label={t('thresholds:resetOf', { name, value: usual })} onClick={() => onText(usual)}>
                {t('thresholds:reset')}
              </Button>
            )}
          </div>
        )}
      </FieldFrame>
      {meanwhile && <p className="mt-1 font-medium text-attention">{t('thresholds:meanwhile', { value: line.value })}</p>}
      {!meanwhile && text !== String(line.value) && (
        <p className="mt-1 text-small text-ink-soft">{t('thresholds:now', { value: line.value })}</p>
      )}
    </li>
  );
}
