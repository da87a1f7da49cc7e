import { expect } from 'vitest';
import contract from '~/domain/contract/report.json';
import { headerOf, letterOf, type ReadSheet } from './read-back';

export function sheetNamed(workbook: ReadonlyMap<string, ReadSheet>, name: string): ReadSheet {
  const found = workbook.get(name);
  if (!found) throw new Error(`no sheet ${name}: ${[...workbook.keys()].join('、')}`);
  return found;
}

/** The figures of a summary row by the contract's keys. */
export function figures(of: ReadSheet, row: number, start = '附件1'): Record<string, unknown> {
  const columns = contract.sheets.find((listed) => listed.name.startsWith(`${start} `))!.columns as {
    group: string;
    title: string;
    key: string;
  }[];
  const header = headerOf(of);
  return Object.fromEntries(
    columns.map(({ group, title, key }) => {
      const at = header.findIndex(([g, t]) => g === group && t === title);
      return [key, of.cells[`${letterOf(at + 1)}${row}`]?.v ?? null];
    }),
  );
}

const COUNTS = [
  'H',
  'R',
  'E',
  'P',
  'I',
  'I.district_heat',
  'I.electric_distributed',
  'I.electric_household',
  'I.gas',
  'I.biomass',
  'I.solar',
  'I.other',
  'C',
  'U',
  'IP',
  'V',
  'X',
  'unstable',
  'B',
  'Q',
  'cold',
  'let',
  'letConnected',
  'letUsed',
];

/** Checks that a row of a summary holds the results of a slow count. The rates are computed again here. */
export function expectFigures(found: Record<string, unknown>, counted: Record<string, number>): void {
  expect(Object.fromEntries(COUNTS.map((key) => [key, found[key]]))).toEqual(Object.fromEntries(COUNTS.map((key) => [key, counted[key]])));
  for (const key of ['continuous', 'reduced', 'arrears', 'interrupted'])
    expect(found[`continuity.${key}`], key).toBe(counted[`continuity.${key}`]);
  for (const key of ['due', 'paid', 'arrears']) expect(found[key], key).toBeCloseTo(counted[key]! / 1_000_000, 8);
  for (const key of ['findings', 'findingsClosed']) expect(found[key], key).toBe(counted[key]);
  expect(found.area).toBeCloseTo(counted.area! / 100, 8);
  expect(found.cleanArea).toBeCloseTo(counted.cleanArea! / 100, 8);
  const rate = (numerator: number, denominator: number): number | string => (denominator === 0 ? '—' : numerator / denominator);
  const n = (key: string): number => counted[key]!;
  const rates: Record<string, number | string> = {
    completeness: rate(n('V') + n('X'), n('H')),
    coverage: rate(n('C'), n('H')),
    conversionRate: rate(n('IP'), n('P')),
    connectionRate: rate(n('C'), n('I')),
    useRate: rate(n('U'), n('CV')),
    residentUseRate: rate(n('UR'), n('CRV')),
    cleanRateArea: rate(n('cleanArea'), n('area')),
    cleanRateHouseholds: rate(n('UNE'), n('VNE')),
    stableRate: rate(n('S'), n('CRV')),
    reburnRate: rate(n('B'), n('IV')),
    letUsedRate: rate(n('letUsed'), n('letOccupied')),
    paidRateAmount: rate(n('paid'), n('due')),
    continuityRate: rate(
      n('continuity.continuous'),
      n('continuity.continuous') + n('continuity.reduced') + n('continuity.arrears') + n('continuity.interrupted'),
    ),
    rectifiedRate: rate(n('findingsClosed'), n('findings')),
  };
  for (const [key, expected] of Object.entries(rates)) {
    if (typeof expected === 'string') expect(found[key], key).toBe(expected);
    else expect(found[key], key).toBeCloseTo(expected, 12);
  }
}
