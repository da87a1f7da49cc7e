import { useTranslation } from 'react-i18next';
import type { SignedState, SigningLevel } from '~/domain/report/sign-off';
import { Chip, type Tone } from '~/screens/shared/notice';

const TONES: Record<SignedState, Tone> = {
  prepared: 'attention',
  submitted: 'info',
  accepted: 'ok',
  returned: 'danger',
  withdrawn: 'neutral',
  issued: 'ok',
};

export function SignedStateChip({ level, state }: { level: SigningLevel; state: SignedState }) {
  const { t } = useTranslation('sign-off');
  return <Chip tone={TONES[state]}>{t(level === 'city' && state === 'prepared' ? 'cityPrepared' : `state.${state}`)}</Chip>;
}
