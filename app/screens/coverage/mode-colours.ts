import type { Measure } from '~/domain/indicators/measures';

/**
 * One colour per heating mode, everywhere. Taken from the set of Okabe and Ito, which people with any colour vision can
 * tell apart; neighbours also differ in lightness, so that a black-and-white print can be read.
 */
export const MODE_COLOURS = {
  'I.district_heat': '#004c86',
  'I.electric_distributed': '#56b4e9',
  'I.electric_household': '#007a5a',
  'I.gas': '#e69f00',
  'I.biomass': '#7a4a12',
  'I.solar': '#f0e442',
  'I.other': '#c77ba6',
} as const satisfies Partial<Record<Measure, string>>;

export type ModeMeasure = keyof typeof MODE_COLOURS;
export const MODE_MEASURES = Object.keys(MODE_COLOURS) as ModeMeasure[];

/** The key of a mode in the words, where the dot separates levels. */
export function modeWordKey(measure: ModeMeasure) {
  return measure.replace('.', '_') as 'I_gas';
}
