import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlanPart } from '~/domain/plans/parts/parts';
import { type FormReply, typedAt } from '~/i18n/form-reply';
import type { TableWords } from '~/i18n/plan-words';
import { Button } from '~/screens/shared/button';
import { TextField } from '~/screens/shared/field';
import { Chip, Notice } from '~/screens/shared/notice';
import { WordsTable } from './words-table';

export type ShownPart = {
  part: PlanPart;
  text: string;
  data: string;
  tables: readonly TableWords[];
  paper: string;
  fingerprint: string;
  changed: boolean;
};

/** One part: what people write at the left, what the records say now at the right. Nothing typed is replaced without the button. */
export function PartField({
  shown,
  version,
  reply,
  writable,
  children,
}: {
  shown: ShownPart;
  version: number;
  reply?: FormReply;
  writable: boolean;
  /** What stands below both. */
  children?: ReactNode;
}) {
  const { t } = useTranslation('plans');
  const { part, text, data, tables, paper, fingerprint, changed } = shown;
  const typedBefore = typedAt(reply, `text.${part}`, text);
  const [written, setWritten] = useState(typedBefore);
  const [take, setTake] = useState(typedAt(reply, `take.${part}`));
  const [before, setBefore] = useState<string | null>(null);
  // Somebody else saved this part while it was written.
  const theirs = reply !== undefined && typedBefore !== text && reply.typed.version !== String(version);
  return (
    <section aria-labelledby={`part-${part}`} className="card mb-4 p-4">
      <h2 id={`part-${part}`} className="mb-3 flex flex-wrap items-center gap-2 text-lead">
        {t(`numbered.${part}`)}
        {changed && take === '' && (
          <Chip tone="attention" icon="alert">
            {t('one.changed')}
          </Chip>
        )}
      </h2>
      <div className="grid grid-cols-1 items-start gap-4 wide:grid-cols-2">
        <div className="min-w-0">
          {writable ? (
            <>
              <TextField
                name={`text.${part}`}
                label={t('one.text', { part: t(`part.${part}`) })}
                rows={Math.min(14, Math.max(5, written.split('\n').length + 3))}
                value={written}
                onChange={(event) => setWritten(event.currentTarget.value)}
                maxLength={20_000}
              />
              <input type="hidden" name={`take.${part}`} value={take} />
            </>
          ) : (
            <p className="whitespace-pre-wrap">{text || t('noRecord')}</p>
          )}
          {theirs && (
            <div className="mt-2">
              <Notice tone="attention" title={t('one.theirs', { version })}>
                <p className="whitespace-pre-wrap">{text}</p>
              </Notice>
            </div>
          )}
        </div>
        <aside className="min-w-0 border-l-4 border-line pl-3" aria-label={t('one.data')}>
          <p className="mb-1 font-medium text-ink-soft">{t('one.data')}</p>
          <p className="whitespace-pre-wrap">{data}</p>
          {tables.map((table) => (
            <WordsTable key={table.title} table={table} />
          ))}
          {writable && changed && take === '' && (
            <div className="mt-3">
              <p className="mb-2 text-small text-ink-soft">{t('one.changedWhat')}</p>
              <Button
                type="button"
                onClick={() => {
                  setBefore(written);
                  setWritten(paper);
                  setTake(fingerprint);
                }}
              >
                {t('one.take')}
              </Button>
            </div>
          )}
          {writable && take !== '' && (
            <div className="mt-3 flex flex-wrap items-center gap-2">
              <p>{t('one.taken')}</p>
              <Button
                type="button"
                onClick={() => {
                  if (before !== null) setWritten(before);
                  setBefore(null);
                  setTake('');
                }}
              >
                {t('one.undo')}
              </Button>
            </div>
          )}
        </aside>
      </div>
      {children}
    </section>
  );
}
