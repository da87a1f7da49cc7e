import type { TFunction } from 'i18next';
import type { Hardship } from '~/domain/contract/enumerations';
import { RATE_PLACES, SHARE_PLACES, unscaled } from '~/domain/subsidy/exact-decimal';
import type { Policy } from '~/domain/subsidy/policy';
import type { Share } from '~/domain/subsidy/shares';
import { formatYuan } from '~/i18n/formats';
import { groupedText, quantityText } from '~/i18n/quantity-text';

/** `t` over any list of namespaces that includes subsidy. */
type Words = unknown;
const say = (t: Words, key: string, options: object = {}): string => (t as TFunction)(key as never, options as never) as unknown as string;

/** 适用对象. The group 无 is shown by its meaning, because a person who ticks 无 to mean everybody would exclude the poor. */
export function groupWord(t: Words, group: Hardship): string {
  return group === 'none' ? say(t, 'subsidy:policy.targetNone') : say(t, `enums:hardship.${group}`);
}

/** 单价 on one line: 0.2 元/kWh, 造价的 80 %, 0–1,500：1.36；1,500–2,250：1.1 元/m³. */
export function rateText(t: Words, { unit, rate, tiers }: Pick<Policy, 'unit' | 'rate' | 'tiers'>): string {
  const one = (value: number) => (unit === 'share' ? `${unscaled(value, RATE_PLACES - 2)} %` : groupedText(unscaled(value, RATE_PLACES)));
  const unitWord = unit === 'share' ? say(t, 'subsidy:ofCost') : say(t, `enums:policyUnit.${unit}`);
  const text = tiers
    ? tiers
        .map(({ from, to, rate }) =>
          [`${quantityText(from)}–${to === null ? '' : quantityText(to)}`, one(rate)].join(say(t, 'subsidy:claims.trace.colon')),
        )
        .join(say(t, 'subsidy:trace.between'))
    : one(rate ?? 0);
  return `${text} ${unitWord}`;
}

/** 分担 on one line: 省 25 %、市 25 %、县 50 % (至多 1,000.00 元). */
export function shareText(t: Words, shares: readonly Share[]): string {
  return shares
    .map(({ level, share, cap }) => {
      const atMost = cap === null ? '' : say(t, 'subsidy:atMost', { amount: formatYuan(cap) });
      return `${say(t, `enums:level.${level}`)} ${unscaled(share, SHARE_PLACES - 2)} %${atMost}`;
    })
    .join(say(t, 'subsidy:trace.comma'));
}
