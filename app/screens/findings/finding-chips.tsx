import { useTranslation } from 'react-i18next';
import type { FindingState } from '~/domain/findings/life';
import { Chip, type Tone } from '~/screens/shared/notice';

const TONES: Record<FindingState, Tone> = { open: 'attention', in_progress: 'info', proposed: 'info', closed: 'ok' };

export function StateChip({ state }: { state: FindingState }) {
  const { t } = useTranslation('findings-desk');
  return (
    <Chip tone={TONES[state]} icon={state === 'closed' ? 'ok' : undefined}>
      {t(`state.${state}`)}
    </Chip>
  );
}

/** In a table the words stand alone: fifty pictures more would be as many bytes as the words. */
type InTable = { plain?: boolean };

export function OverdueChip({ plain = false }: InTable) {
  const { t } = useTranslation('findings-desk');
  return (
    <Chip tone="danger" icon={plain ? undefined : 'clock'}>
      {t('overdue')}
    </Chip>
  );
}

/** 紧急, with the hours since it was opened while it is not closed. */
export function UrgentChip({ hours, plain = false }: InTable & { hours: number | null }) {
  const { t } = useTranslation('findings-desk');
  return (
    <Chip tone="danger" icon={plain ? undefined : 'alert'}>
      {t('urgent')}
      {hours !== null && ` ${t('hours', { count: hours })}`}
    </Chip>
  );
}
