import { useTranslation } from 'react-i18next';
import type { AreaState } from '~/domain/plans/plan-list';
import type { IconName } from '~/screens/shared/icon';
import { Chip, type Tone } from '~/screens/shared/notice';

const LOOKS: Record<AreaState, { tone: Tone; icon?: IconName }> = {
  missing: { tone: 'danger', icon: 'alert' },
  draft: { tone: 'neutral' },
  submitted: { tone: 'info' },
  approved: { tone: 'ok', icon: 'ok' },
  returned: { tone: 'attention', icon: 'alert' },
};

export function PlanStateChip({ state }: { state: AreaState }) {
  const { t } = useTranslation('plans');
  return <Chip {...LOOKS[state]}>{t(`state.${state}`)}</Chip>;
}
