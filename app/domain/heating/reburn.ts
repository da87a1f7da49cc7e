import type { CoalStock, Heat, Mode, Residence, Stove } from '../contract/enumerations';

/** What a visit of the season saw that bears on loose coal. An answer that was not given is absent. */
export type CoalAnswers = {
  mainHeat?: Heat | string;
  otherHeat?: readonly (Heat | string)[];
  stove?: Stove;
  boughtCoal?: boolean;
  coalStock?: CoalStock;
};

export type ReburnSign = 'burns-loose-coal' | 'stove-in-use' | 'bought-coal' | 'loose-coal-and-stove-left';

/**
 * 散煤复烧的迹象: the signs of reburning among the answers, all that apply.
 *
 * B (docs/definitions.md#flag-b): any current heat is 散煤, or the stove is 在用, or coal was bought this season, or loose coal is
 * in stock and the stove is not 已拆. A stove without an answer counts as not removed, because the coal in stock may be burnt in
 * it. Source: 朔政办发〔2021〕31号 三（三）“存在散煤复烧现象” (docs/definitions.md#clause-c2); the check ledgers of Hanshan and Chang'an
 * (docs/definitions.md#source-check-ledgers).
 */
export function reburnSigns(answers: CoalAnswers): ReburnSign[] {
  const signs: ReburnSign[] = [];
  if (answers.mainHeat === 'loose_coal' || answers.otherHeat?.includes('loose_coal')) signs.push('burns-loose-coal');
  if (answers.stove === 'in_use') signs.push('stove-in-use');
  if (answers.boughtCoal === true) signs.push('bought-coal');
  if (answers.coalStock === 'loose' && answers.stove !== 'removed') signs.push('loose-coal-and-stove-left');
  return signs;
}

export type MeteredUsage = { energy: 'electricity' | 'gas'; usage: number };

/** The energy whose meter says whether a mode was used. */
export const ENERGY_OF_MODE: Partial<Record<Mode, MeteredUsage['energy']>> = {
  gas: 'gas',
  electric_household: 'electricity',
  electric_distributed: 'electricity',
};

/**
 * 零用量: the household was metered this season and used nothing.
 *
 * The meter that counts is the one of the conversion's energy (gas for 煤改气, electricity for 煤改电); where none of that energy was
 * read, or the mode has no energy of its own, all readings together decide. A household that was not metered is never zero.
 */
export function isMeteredZero(mode: Mode, usages: readonly MeteredUsage[]): boolean {
  if (usages.length === 0) return false;
  const ofMode = usages.filter((usage) => usage.energy === ENERGY_OF_MODE[mode]);
  const counted = ofMode.length > 0 ? ofMode : usages;
  return counted.every((usage) => usage.usage === 0);
}

/** R (docs/definitions.md#flag-r): 常住 or 采暖季常住. */
export function isResident(residence: Residence): boolean {
  return residence === 'resident' || residence === 'heating_season';
}
