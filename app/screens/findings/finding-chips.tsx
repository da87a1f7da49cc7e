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

export function OverdueChip() {
  const { t } = useTranslation('findings-desk');
  return (
    <Chip tone="danger" icon="clock">
      {t('overdue')}
    </Chip>
  );
}

/** 紧急, with the hours since it was opened while it is not closed. */
export function UrgentChip({ hours }: { hours: number | null }) {
  const { t } = useTranslation('findings-desk');
  return (
    <Chip tone="danger" icon="alert">
      {t('urgent')}
      {hours !== null && ` ${t('hours', { count: hours })}`}
    </Chip>
  );
}
