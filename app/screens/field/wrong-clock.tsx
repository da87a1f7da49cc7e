import { useTranslation } from 'react-i18next';
import { clockWords } from '~/domain/time/clock-words';
import { Icon } from '~/screens/shared/icon';

/** Says by how much the phone's clock is wrong, and that records get the right time anyway. Shows nothing when the clock is right. */
export default function WrongClock({ aheadSeconds }: { aheadSeconds: number }) {
  const { t } = useTranslation('field');
  const words = clockWords(aheadSeconds);
  if (!words) return null;
  return (
    <p role="status" className="flex items-start gap-1 bg-attention-wash px-4 py-1 text-small text-attention">
      <Icon name="alert" size={16} className="mt-0.5" />
      <span className="flex-1">
        <strong>{t(`clock.${words.way}`, { much: t(`clock.${words.unit}`, { count: words.count }) })}</strong> {t('clock.what')}
      </span>
    </p>
  );
}
