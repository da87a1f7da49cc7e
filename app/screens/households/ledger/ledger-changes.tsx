import { Form, Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChangedField } from '~/domain/household/ledger/changed-fields';
import type { ChangeKind, ChangeState } from '~/domain/household/ledger/household-change';
import { formatInstant } from '~/i18n/formats';
import { Section } from '~/screens/households/household-screen';
import { Button } from '~/screens/shared/button';
import { TextField } from '~/screens/shared/field';
import { Chip, Notice, type Tone } from '~/screens/shared/notice';
import { Csrf } from '~/screens/shell/viewer';
import { valueWords } from './field-words';
import { FieldChange, ReadingChange } from './ledger-history';

type Other = { number: string; head: string } | null;
export type LedgerChange = {
  id: string;
  household: Other;
  other: Other;
  kind: ChangeKind;
  on: string | null;
  document: string | null;
  reason: string;
  state: ChangeState;
  askedAt: string;
  asker: string;
  decidedAt: string | null;
  decider: string | null;
  decision: string | null;
  /** What would be written, or was. */
  fields: readonly ChangedField[];
  reading: { season: string; energy: string; before: number | null; after: number | null } | null;
  /** Of an event: the household that a split makes, what changes at the one that it is merged into, and where it moves. */
  made: readonly ChangedField[];
  toOther: readonly ChangedField[];
  toVillage: string | null;
  to: string | null;
  /** What this person may do with it. */
  may: 'withdraw' | 'decide' | null;
};

/** 待确认: what waits for a second person, above everything else. Whoever asked may take it back, another person decides. */
export function WaitingChanges({ changes }: { changes: readonly LedgerChange[] }) {
  const { t } = useTranslation('ledger');
  const waiting = changes.filter(({ state }) => state === 'waiting');
  return (
    <>
      {waiting.map((change) => (
        <Notice key={change.id} tone="attention" title={t('changes.waits', { kind: t(`kind.${change.kind}`) })}>
          <p className="text-ink-soft">{t('changes.askedBy', { who: change.asker, when: formatInstant(change.askedAt) })}</p>
          <What change={change} />
          {change.may === null && <p className="text-ink-soft">{t('changes.others')}</p>}
          {change.may !== null && <Decide change={change} may={change.may} />}
        </Notice>
      ))}
    </>
  );
}

/** A merged household says so above everything else, and where to go on; a visit that a phone sent later is kept with it. */
export function MergedNotice({ number, changes }: { number: string; changes: readonly LedgerChange[] }) {
  const { t } = useTranslation('ledger');
  const merger = changes.find(({ kind, state, household }) => kind === 'merge' && state === 'confirmed' && household?.number === number);
  if (!merger) return null;
  return (
    <Notice title={t('changes.mergedOn', { day: merger.on ?? '—' })}>
      {merger.other && (
        <p>
          {t('changes.merge')}
          <HouseholdLink {...merger.other} />
        </p>
      )}
      <p>{t('changes.mergedKeeps')}</p>
    </Notice>
  );
}

function Decide({ change, may }: { change: LedgerChange; may: 'withdraw' | 'decide' }) {
  const { t } = useTranslation('ledger');
  return (
    <Form method="post" className="mt-3 max-w-form space-y-3" preventScrollReset>
      <Csrf />
      <input type="hidden" name="change" value={change.id} />
      {may === 'withdraw' && <p className="text-ink-soft">{t('changes.own')}</p>}
      <TextField
        id={`decision-${change.id}`}
        name="decision"
        label={t(may === 'decide' ? 'changes.decision' : 'changes.withdrawReason')}
        hint={may === 'decide' ? t('changes.decisionHint') : undefined}
        rows={2}
      />
      <div className="flex flex-wrap gap-2">
        {may === 'decide' && (
          <Button look="main" icon="check" name="do" value="confirm-change">
            {t('changes.confirm')}
          </Button>
        )}
        {may === 'decide' && (
          <Button look="danger" name="do" value="decline-change">
            {t('changes.decline')}
          </Button>
        )}
        {may === 'withdraw' && (
          <Button look="plain" icon="back" name="do" value="withdraw-change">
            {t('changes.withdraw')}
          </Button>
        )}
      </div>
    </Form>
  );
}

const TONE: Record<ChangeState, Tone> = { waiting: 'attention', confirmed: 'ok', declined: 'danger', withdrawn: 'neutral' };

/** 变更和沿革: what was decided, with the households that it leads to. */
export function DecidedChanges({ changes }: { changes: readonly LedgerChange[] }) {
  const { t } = useTranslation('ledger');
  const decided = changes.filter(({ state }) => state !== 'waiting');
  if (decided.length === 0) return null;
  return (
    <Section title={t('changes.title')}>
      <ol className="divide-y divide-line">
        {decided.map((change) => (
          <li key={change.id} className="py-1.5">
            <p className="flex flex-wrap items-center gap-x-2">
              {change.on && <span className="whitespace-nowrap text-ink-soft">{change.on}</span>}
              <span className="font-medium">{t(`kind.${change.kind}`)}</span>
              <Chip tone={TONE[change.state]}>{t(`changes.state.${change.state}`)}</Chip>
            </p>
            <What change={change} />
            <p className="text-small text-ink-soft">
              {t('changes.byTwo', {
                asker: change.asker,
                decider: change.decider ?? '—',
                when: formatInstant(change.decidedAt ?? change.askedAt),
              })}
            </p>
            {change.decision && <p className="break-words text-small">{t('changes.said', { decision: change.decision })}</p>}
          </li>
        ))}
      </ol>
    </Section>
  );
}

/** What a change says: its fields before and after, the households it is about, its day, document and reason. */
function What({ change }: { change: LedgerChange }) {
  const { t } = useTranslation(['ledger', 'enums']);
  const { kind, household, other, reading } = change;
  return (
    <div className="break-words">
      {(kind === 'split' || kind === 'merge') && other && household && (
        <p>
          {t(`changes.${kind}`)}
          <HouseholdLink {...household} /> → <HouseholdLink {...other} />
        </p>
      )}
      {change.on && <p>{t('changes.on', { day: change.on })}</p>}
      {change.toVillage && <p>{t('changes.toVillage', { village: change.toVillage })}</p>}
      {change.to && <p>{t('changes.to', { place: change.to })}</p>}
      {change.fields.map((field) => (
        <p key={field.field}>
          <FieldChange {...field} />
        </p>
      ))}
      <Fields title={t('changes.made')} fields={change.made} alone />
      <Fields title={t('changes.toOther')} fields={change.toOther} />
      {reading && <ReadingChange {...reading} />}
      {change.document && <p>{t('changes.document', { document: change.document })}</p>}
      <p>{t('history.reason', { reason: change.reason })}</p>
    </div>
  );
}

/** Fields of the other household of an event; `alone` when it has none before. */
function Fields({ title, fields, alone = false }: { title: string; fields: readonly ChangedField[]; alone?: boolean }) {
  const { t } = useTranslation(['ledger', 'enums']);
  if (fields.length === 0) return null;
  return (
    <div>
      <p className="text-ink-soft">{title}</p>
      <ul className="pl-4">
        {fields.map((one) => (
          <li key={one.field}>
            {alone ? (
              t('changes.field', { field: t(`field.${one.field}`), value: valueWords(t, one.field, one.after) ?? t('recorded') })
            ) : (
              <FieldChange {...one} />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function HouseholdLink({ number, head }: { number: string; head: string }): ReactNode {
  return (
    <Link className="link" to={`/households/${encodeURIComponent(number)}`}>
      {head} <span className="break-all tabular-nums">{number}</span>
    </Link>
  );
}
