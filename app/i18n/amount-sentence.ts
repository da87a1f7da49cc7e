import type { TFunction } from 'i18next';
import type { PolicyUnit } from '~/domain/contract/enumerations';
import type { Trace, TraceStep } from '~/domain/subsidy/amount-due';
import { halfUp, QUANTITY_PLACES, RATE_PLACES, unscaled } from '~/domain/subsidy/exact-decimal';
import { LEVELS } from '~/domain/subsidy/funding-levels';

type Translate = TFunction<['subsidy', 'enums']>;

const yuan = (fen: number) => unscaled(fen, 2, 2);
/** 1/100,000 分 as 元: with two decimals, or with all of them when the amount is not whole 分. */
const exactYuan = (gives: number) => unscaled(gives, 7, 2);

/**
 * How an amount came about, in words a villager can follow:
 * “前1500立方米×1.36元=2040.00元；后750立方米×1.10元=825.00元；合计2865.00元”.
 */
export function amountSentence(t: Translate, trace: Trace): string {
  const parts = trace.steps.map((step) => stepPhrase(t, trace, step));
  const summed = trace.steps.filter((step) => step.step === 'tier').length > 1;
  const rounded = trace.steps.some((step) => 'gives' in step && step.gives % 100_000 !== 0);
  const cut = trace.steps.some((step) => step.step === 'cap' || step.step === 'level-cap');
  if (summed || rounded || cut) parts.push(t(summed && !cut ? 'subsidy:trace.sum' : 'subsidy:trace.due', { amount: yuan(trace.due) }));
  return parts.join(t('subsidy:trace.between'));
}

/** “其中省1432.50元、市1432.50元”: the share of each level; empty when one level bears everything. */
export function levelsSentence(t: Translate, levels: Trace['levels']): string {
  const bearing = LEVELS.filter((level) => levels[level] !== undefined);
  if (bearing.length < 2) return '';
  const list = bearing.map((level) => t('subsidy:trace.ofLevel', { level: t(`enums:level.${level}`), amount: yuan(levels[level]!) }));
  return t('subsidy:trace.levels', { list: list.join(t('subsidy:trace.comma')) });
}

/** “1500立方米”, “1500 m³”. The base of a cost is an amount: “10000.00元”. */
function quantityPhrase(t: Translate, unit: PolicyUnit, quantity: number): string {
  if (unit === 'share') return t('subsidy:trace.quantity.share', { quantity: yuan(halfUp(quantity, 10)) });
  return t(`subsidy:trace.quantity.${unit}`, { quantity: unscaled(quantity, QUANTITY_PLACES) });
}

function stepPhrase(t: Translate, trace: Trace, step: TraceStep): string {
  const { unit } = trace;
  switch (step.step) {
    case 'remainder':
      return t('subsidy:trace.remainder', { cost: yuan(step.cost), given: yuan(step.given), left: yuan(step.left) });
    case 'rate':
      return t('subsidy:trace.rate', {
        quantity: quantityPhrase(t, unit, step.quantity),
        rate: ratePhrase(t, unit, step.rate),
        amount: exactYuan(step.gives),
      });
    case 'tier': {
      const values = {
        quantity: quantityPhrase(t, unit, step.quantity),
        rate: ratePhrase(t, unit, step.rate),
        amount: exactYuan(step.gives),
      };
      if (step.tier === 1) return t('subsidy:trace.tierFirst', values);
      return step.tier === step.of ? t('subsidy:trace.tierLast', values) : t('subsidy:trace.tierBetween', values);
    }
    case 'beyond':
      return t('subsidy:trace.beyond', { quantity: quantityPhrase(t, unit, step.quantity) });
    case 'cap':
      return t('subsidy:trace.cap', { before: yuan(step.before), cap: yuan(step.cap) });
    case 'level-cap':
      return t('subsidy:trace.levelCap', { level: t(`enums:level.${step.level}`), before: yuan(step.before), cap: yuan(step.cap) });
  }
}

function ratePhrase(t: Translate, unit: PolicyUnit, rate: number): string {
  if (unit === 'share') return `${unscaled(rate, RATE_PLACES - 2)}%`;
  return t('subsidy:trace.perUnit', { rate: unscaled(rate, RATE_PLACES, 2) });
}
