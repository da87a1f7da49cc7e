import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvaluationPart } from '~/domain/report/evaluation/parts';
import { type FormReply, typedAt } from '~/i18n/form-reply';
import type { TableWords } from '~/i18n/plan-words';
import { WordsTable } from '~/screens/plans/words-table';
import { TextField } from '~/screens/shared/field';
import { Notice } from '~/screens/shared/notice';

export type ShownEvaluationPart = { part: EvaluationPart; lines: readonly string[]; tables: readonly TableWords[]; text: string };

type Props = { shown: ShownEvaluationPart; version: number; reply?: FormReply; writable: boolean };

/** One part as it will stand on paper: what the figures say, then what the office writes. */
export function EvaluationPartField({ shown, version, reply, writable }: Props) {
  const { t } = useTranslation('evaluation');
  const { part, lines, tables, text } = shown;
  const typed = typedAt(reply, `text.${part}`, text);
  const [written, setWritten] = useState(typed);
  // Somebody else saved this part while it was written.
  const theirs = reply !== undefined && typed !== text && reply.typed.version !== String(version);
  return (
    <section aria-labelledby={`part-${part}`} className="card mb-4 p-4">
      <h2 id={`part-${part}`} className="mb-2 text-lead">
        {t(`numbered.${part}`)}
      </h2>
      <div className="mb-4 space-y-1">
        {lines.map((line) => (
          <p key={line} className="break-words">
            {line}
          </p>
        ))}
        {tables.map((table) => (
          <WordsTable key={table.title} table={table} />
        ))}
      </div>
      {writable ? (
        <TextField
          name={`text.${part}`}
          label={t('screen.text', { part: t(`part.${part}`) })}
          hint={t('screen.textHint')}
          reply={reply}
          rows={Math.min(14, Math.max(3, written.split('\n').length + 1))}
          value={written}
          onChange={(event) => setWritten(event.currentTarget.value)}
          maxLength={20_000}
        />
      ) : (
        text !== '' && (
          <div className="border-l-4 border-line pl-3">
            <p className="text-small text-ink-soft">{t('screen.written')}</p>
            <p className="whitespace-pre-wrap break-words">{text}</p>
          </div>
        )
      )}
      {theirs && (
        <div className="mt-2">
          <Notice tone="attention" title={t('screen.theirs', { version })}>
            <p className="whitespace-pre-wrap break-words">{text || t('screen.nothingWritten')}</p>
          </Notice>
        </div>
      )}
    </section>
  );
}
