import { useTranslation } from 'react-i18next';
import type { Continuity } from '~/domain/contract/enumerations';
import type { IconName } from '~/screens/shared/icon';
import { Chip, type Tone } from '~/screens/shared/notice';

export const CONTINUITIES = [
  'continuous',
  'reduced',
  'arrears',
  'interrupted',
  'not_due',
  'never',
  'not_applicable',
] as const satisfies readonly Continuity[];

const LOOK: Record<Continuity, { tone: Tone; icon?: IconName }> = {
  continuous: { tone: 'ok', icon: 'ok' },
  reduced: { tone: 'attention', icon: 'down' },
  arrears: { tone: 'danger', icon: 'alert' },
  interrupted: { tone: 'danger', icon: 'stop' },
  not_due: { tone: 'info', icon: 'clock' },
  never: { tone: 'neutral' },
  not_applicable: { tone: 'neutral' },
};

/** 补贴延续 of a household as a word in its colour. */
export function ContinuityChip({ continuity }: { continuity: Continuity }) {
  const { t } = useTranslation('enums');
  return <Chip {...LOOK[continuity]}>{t(`continuity.${continuity}`)}</Chip>;
}
