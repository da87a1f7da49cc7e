import { useTranslation } from 'react-i18next';
import type { Trigger } from '~/domain/plans/village-trigger';
import { Chip } from '~/screens/shared/notice';

/** A season of a followed plan, as the page gets it. */
export type Followed = {
  season: string;
  compared: number;
  unstable: number;
  reburning: number;
  unstableChange: number;
  reburningChange: number;
  unstableShare: -1 | 0 | 1 | null;
  reburnShare: -1 | 0 | 1 | null;
  triggers: readonly Trigger[];
};

/** 下降、上升、持平 of a share since the season that triggered the plan. */
export function ShareChange({ change }: { change: -1 | 0 | 1 | null }) {
  const { t } = useTranslation('plans');
  if (change === null) return <span className="text-ink-soft">{t('follow.unknown')}</span>;
  if (change === 0) return <Chip>{t('follow.same')}</Chip>;
  return change < 0 ? <Chip tone="ok">{t('follow.fell')}</Chip> : <Chip tone="danger">{t('follow.rose')}</Chip>;
}
