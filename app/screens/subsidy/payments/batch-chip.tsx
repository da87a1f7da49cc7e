import { useTranslation } from 'react-i18next';
import type { BatchState } from '~/domain/subsidy/payments/batch-states';
import type { IconName } from '~/screens/shared/icon';
import { Chip, type Tone } from '~/screens/shared/notice';

const LOOK: Record<BatchState, { tone: Tone; icon: IconName }> = {
  drafted: { tone: 'attention', icon: 'edit' },
  checked: { tone: 'info', icon: 'check' },
  noticed: { tone: 'info', icon: 'print' },
  released: { tone: 'attention', icon: 'clock' },
  reconciled: { tone: 'ok', icon: 'ok' },
  cancelled: { tone: 'neutral', icon: 'close' },
};

/** The state of a batch as a word. */
export function BatchChip({ state }: { state: BatchState }) {
  const { t } = useTranslation('subsidy');
  return <Chip {...LOOK[state]}>{t(`batchState.${state}`)}</Chip>;
}
