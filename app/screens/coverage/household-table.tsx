import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { HouseholdBehindFigure } from '~/domain/coverage/household-behind-figure';
import type { ListedSign } from '~/domain/coverage/signs-of-listed';
import { signName, signReason } from '~/i18n/sign-words';
import type { Column } from '~/reports/sheet';
import type { IconName } from '~/screens/shared/icon';
import { Chip, type Tone } from '~/screens/shared/notice';
import { DeskTable } from '~/screens/tables/desk-table';

type Props = Pick<Parameters<typeof DeskTable<HouseholdBehindFigure>>[0], 'at' | 'caption' | 'first' | 'order' | 'sorts' | 'empty'> & {
  columns: readonly Column<HouseholdBehindFigure>[];
  households: readonly HouseholdBehindFigure[];
};

/** The households behind a figure: name, place, and the visit that decided. */
export function HouseholdTable({ households, ...table }: Props) {
  return <DeskTable {...table} rows={households} rowKey={numberOf} opens={pageOf} cells={CELLS} />;
}

const numberOf = (row: HouseholdBehindFigure): string => row.number;
const pageOf = (row: HouseholdBehindFigure): string => `/households/${encodeURIComponent(row.number)}`;
const CELLS: Record<string, (row: HouseholdBehindFigure) => ReactNode> = {
  signs: (row) => <Signs household={row} />,
};

const TONES: Record<ListedSign['kind'], Tone> = {
  cold: 'danger',
  reburn: 'danger',
  unstable: 'attention',
  suspected: 'attention',
  notConnected: 'attention',
  notUsed: 'attention',
  letNotUsed: 'attention',
  closed: 'neutral',
};
const ICONS: Partial<Record<ListedSign['kind'], IconName>> = { cold: 'alert', reburn: 'flame', unstable: 'alert' };

/** The signs found, in the words of the answers that decided. */
function Signs({ household: { signs, used } }: { household: HouseholdBehindFigure }) {
  const { t } = useTranslation(['coverage', 'enums', 'survey']);
  if (signs.length === 0 && used) return <span className="text-ink-soft">{t('coverage:sign.used')}</span>;
  return signs.map((sign) => {
    const reason = signReason(t, sign);
    return (
      <span key={sign.kind} className="mr-2 inline">
        <Chip tone={TONES[sign.kind]} icon={ICONS[sign.kind]}>
          {signName(t, sign)}
        </Chip>{' '}
        {reason && <span className="text-small text-ink-soft">{reason} </span>}
      </span>
    );
  });
}
