import type { TFunction } from 'i18next';
import { formatRate } from '~/domain/indicators/rate';
import type { ReasonSays } from '~/domain/quality/reason';

/** Why records are worth a look, in one sentence. */
export function reasonSentence(t: TFunction<'quality'>, { kind, details }: ReasonSays): string {
  if (kind === 'copied')
    return t('says.copied', {
      visits: details.visits,
      observed: formatRate(Math.round(details.observed * 1000), 1000),
      expected: formatRate(Math.round(details.expected * 1000), 1000),
      p: chance(details.p),
    });
  if (kind === 'digits') return t('says.digits', { ...details, what: t(`reading.${details.of}`), p: chance(details.p) });
  if (kind === 'speed') return 'km' in details ? t('says.speedFar', details) : t('says.speedMany', details);
  return t('says.photo', details);
}

function chance(p: number): string {
  return p < 0.0001 ? '< 0.0001' : p.toFixed(4);
}
