/** What the words of the rules leave out, written down here a second time. */
export const HOUSEHOLD_STATUSES_OUT = ['cancelled', 'demolished', 'nominal'] as const;
export const ZONES_LEFT_OUT = ['mountain_rural', null] as const;
