import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isInScope } from '~/domain/household/in-scope';
import type { LedgerField, LedgerValues } from '~/domain/household/ledger/ledger-fields';
import type { SurveyRoom } from '~/domain/survey/room';
import { HouseholdFrame, type HouseholdFrameProps, Rooms, Section } from '~/screens/households/household-screen';
import { useCardColumns } from '~/screens/households/work-page';
import { ButtonLink } from '~/screens/shared/button';
import { Notice } from '~/screens/shared/notice';
import { DecidedChanges, type LedgerChange, MergedNotice, WaitingChanges } from './ledger-changes';
import { LedgerCoal, type LedgerCoalSeason } from './ledger-coal';
import { LedgerHeating, type LedgerHeatingProps, type LedgerReading, LedgerReadings } from './ledger-heating';
import { LedgerHistory, type LedgerHistoryEntry } from './ledger-history';
import { LedgerRegister } from './ledger-register';

export const LEDGER_DONE = ['corrected', 'asked', 'partly', 'confirmed', 'declined', 'withdrawn'] as const;
type LedgerDone = (typeof LEDGER_DONE)[number];
type HeadChange = { before: string; after: string; on: string; reason: string; actor: string };

export type LedgerScreenProps = Omit<HouseholdFrameProps, 'household'> & {
  household: {
    number: string;
    villageCode: string;
    village: string;
    township: string;
    status: HouseholdFrameProps['household']['status'];
    source: string;
    createdOn: string;
    fields: LedgerValues;
  };
  conversions: LedgerHeatingProps['conversions'];
  rooms: { season: string; rooms: SurveyRoom[] } | null;
  readings: readonly LedgerReading[];
  coal: readonly LedgerCoalSeason[];
  headChanges: readonly HeadChange[];
  changes: readonly LedgerChange[];
  /** What was done just now. */
  done: LedgerDone | null;
  /** Null for the cadre. */
  history: { entries: readonly LedgerHistoryEntry[]; total: number } | null;
  seen: { field: LedgerField; value: string } | null;
  mayUnmask: readonly LedgerField[];
  may: { visit: boolean; correct: boolean };
  subsidy: ReactNode;
  past: ReactNode;
  problems: ReactNode;
};

/**
 * 一户一页: everything the register knows of one household, in the order in which a clerk reads it:
 * who they are and where the money goes, how they heat, what they were promised and paid, who came, and who changed what.
 */
export function LedgerScreen(props: LedgerScreenProps) {
  const { t } = useTranslation(['ledger', 'packages']);
  const { household, seen, mayUnmask } = props;
  // What came with a package is another office's (docs/package.md#read-only).
  const taken = household.source === 'package';
  const may = taken ? { visit: false, correct: false } : props.may;
  const { number, fields } = household;
  const columns = useCardColumns();
  const part = { number, fields, seen, mayUnmask, mayCorrect: may.correct };
  return (
    <HouseholdFrame {...props} may={may} household={{ ...household, head: String(fields.head), address: textOf(fields.address) }}>
      {props.done && (
        <Notice tone="ok" live>
          {t(`done.${props.done}`)}
        </Notice>
      )}
      {taken && <Notice tone="info">{t('packages:readOnly')}</Notice>}
      <MergedNotice number={number} changes={props.changes} />
      <WaitingChanges changes={props.changes} />
      <div className={columns}>
        <div className="min-w-0 space-y-3">
          <LedgerRegister part="register" {...part} more={[[t('place'), `${household.township} ${household.village}`]]} />
          <LedgerRegister part="account" {...part} />
          <DecidedChanges changes={props.changes} />
          {may.correct && isInScope(household.status) && (
            <ButtonLink to={`/households/${encodeURIComponent(number)}/event`} icon="plus">
              {t('event.toRecord')}
            </ButtonLink>
          )}
          <HeadChanges changes={props.headChanges} />
        </div>
        <div className="min-w-0 space-y-3">
          <LedgerHeating
            number={number}
            heatedArea={typeof fields.heatedArea === 'number' ? fields.heatedArea : null}
            conversions={props.conversions}
            mayCorrect={may.correct}
          />
          <Rooms rooms={props.rooms} heatedArea={null} />
          <LedgerReadings number={number} readings={props.readings} mayCorrect={may.correct} />
          <LedgerCoal seasons={props.coal} />
        </div>
        <div className="min-w-0 space-y-3">
          {props.subsidy}
          {props.past}
          {props.problems}
        </div>
        {props.history && (
          <div className="min-w-0 desk:col-span-full">
            <LedgerHistory {...props.history} />
          </div>
        )}
      </div>
    </HouseholdFrame>
  );
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function HeadChanges({ changes }: { changes: readonly HeadChange[] }) {
  const { t } = useTranslation('ledger');
  if (changes.length === 0) return null;
  return (
    <Section title={t('headChanges')}>
      <ul className="divide-y divide-line">
        {changes.map(({ before, after, on, reason, actor }) => (
          <li key={`${on} ${before} ${after}`} className="py-1">
            <p>
              <span className="whitespace-nowrap text-ink-soft">{on}</span> {t('headChange', { before, after })}
            </p>
            <p className="text-small text-ink-soft">{t('because', { reason, actor })}</p>
          </li>
        ))}
      </ul>
    </Section>
  );
}
