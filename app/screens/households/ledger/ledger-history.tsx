import { useTranslation } from 'react-i18next';
import type { ChangedField } from '~/domain/household/ledger/changed-fields';
import type { LedgerField } from '~/domain/household/ledger/ledger-fields';
import { enumWord } from '~/i18n/enum-word';
import { formatInstant } from '~/i18n/formats';
import { Section } from '~/screens/households/household-screen';
import { valueWords } from './field-words';

type Reading = { season: string; energy: string; before: number | null; after: number | null };

export type LedgerHistoryEntry = {
  at: string;
  by: string;
  action: string;
  entity: string;
  reason: string | null;
  changes: readonly ChangedField[];
  reading: Reading | null;
  /** The field that was looked at whole. */
  seen: string | null;
};

/** 变更记录: who wrote what to the register of this household and why, the latest first. */
export function LedgerHistory({ entries, total }: { entries: readonly LedgerHistoryEntry[]; total: number }) {
  const { t } = useTranslation(['ledger', 'enums']);
  return (
    <Section title={t('history.title')}>
      {entries.length === 0 && <p className="text-ink-soft">{t('history.none')}</p>}
      <ol className="divide-y divide-line">
        {entries.map((entry) => (
          <li key={`${entry.at} ${entry.entity} ${entry.action} ${entry.reading?.season} ${entry.reading?.energy}`} className="py-1.5">
            <p className="flex flex-wrap gap-x-2 text-small text-ink-soft">
              <span className="tabular-nums">{formatInstant(entry.at)}</span>
              <span>{entry.by}</span>
              <span>{t(`history.${actionWord(entry.action)}`)}</span>
            </p>
            {entry.seen !== null && <p>{t('history.seenField', { field: t(`field.${entry.seen as LedgerField}`) })}</p>}
            {entry.reading && <ReadingChange {...entry.reading} />}
            {entry.changes.map((change) => (
              <p key={change.field} className="break-words">
                <FieldChange {...change} />
              </p>
            ))}
            {entry.reason && <p className="break-words text-ink-soft">{t('history.reason', { reason: entry.reason })}</p>}
          </li>
        ))}
      </ol>
      {total > entries.length && <p className="mt-2 text-small text-ink-faint">{t('history.more', { shown: entries.length, total })}</p>}
    </Section>
  );
}

/** 户主：张三 → 李四. */
export function FieldChange({ field, before, after, hidden }: ChangedField) {
  const { t } = useTranslation(['ledger', 'enums']);
  const name = t(`field.${field}`);
  if (hidden) return <>{t('history.hidden', { field: name })}</>;
  return (
    <>{t('history.change', { field: name, before: valueWords(t, field, before) ?? '—', after: valueWords(t, field, after) ?? '—' })}</>
  );
}

/** 读数 of a season: 电 100 → 120. */
export function ReadingChange({ season, energy, before, after }: Reading) {
  const { t } = useTranslation(['ledger', 'enums']);
  return <p>{t('history.reading', { season, energy: enumWord(t, 'energy', energy), before: before ?? '—', after: after ?? '—' })}</p>;
}

/** The actions of the history that have a word of their own; the others are changes. */
const WORDS = ['import', 'add', 'correct', 'split', 'merge', 'move', 'death', 'unmask'] as const;

function actionWord(action: string): (typeof WORDS)[number] | 'changed' {
  return WORDS.find((word) => action.endsWith(`.${word}`)) ?? 'changed';
}
