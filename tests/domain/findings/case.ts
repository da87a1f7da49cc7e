import type { HouseholdCase } from '~/domain/findings/household-case';
import { DEFAULT_THRESHOLDS } from '~/domain/findings/thresholds';
import { noSums } from '~/domain/indicators/measures';
import type { Policy } from '~/domain/subsidy/policy';

/** A household in H, resident, installed, connected and visited, of which no rule has anything to say. */
export const GOOD_HOME: HouseholdCase = {
  household: 'H1',
  season: '2020-2021',
  asOf: '2021-01-31',
  physicalOn: '2021-01-31',
  startsOn: '2020-11-01',
  endsOn: '2021-03-31',
  status: 'normal',
  residence: 'resident',
  sums: { ...noSums(), H: 1, R: 1, V: 1, I: 1, C: 1, U: 1, S: 1 },
  continuity: { status: 'continuous', paid: 10_000 },
  visit: { id: 'visit-1', day: '2021-01-10', answers: { mainHeat: 'gas', roomTemperature: 20, stability: 'stable', connected: true } },
  foundDemolished: false,
  idNumber: 'good',
  hardship: [],
  conversion: {
    mode: 'gas',
    installedOn: '2020-09-01',
    connectedOn: '2020-10-01',
    townAcceptedOn: '2020-09-05',
    countyAcceptedOn: '2020-09-10',
    stoveRemovedOn: '2020-10-05',
    coalClearedOn: '2020-10-06',
  },
  equipmentModes: ['gas'],
  equipmentPaid: 300_000,
  rooms: [],
  usages: [{ energy: 'gas', usage: 500_000 }],
  entitlements: [],
  payments: [],
  policies: [],
  village: { zoneType: 'plain_rural', relocating: false, coalFree: { completedOn: null, zones: [] } },
  thresholds: DEFAULT_THRESHOLDS,
};

export const policy = (number: string, changes: Partial<Policy> = {}): Policy => ({
  policy: number,
  document: '〔2020〕1号',
  issuer: null,
  division: '140600000000',
  season: '2020-2021',
  kind: 'operating',
  modes: [],
  unit: 'per_household',
  rate: 10_000,
  tiers: null,
  cap: null,
  shares: [],
  target: [],
  exclusiveGroup: null,
  basis: 'independent',
  validFrom: null,
  validTo: null,
  dueOn: '2021-05-31',
  supersedes: null,
  ...changes,
});
