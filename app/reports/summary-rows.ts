/** The rows of 附件1–3: which divisions are listed, with which figures. Pure: figures in, rows out. */
import type { Place, ReportUnit, ReportUnits } from '~/domain/report/report-rows';
import type { SummaryRow } from './summary.sheet';

/**
 * 附件1 lists the counties, 附件2 the townships, 附件3 the villages of the division. The report of a township or a village
 * also has a row for the county (and township) that holds it, so that every sheet adds up to the same households; that
 * row counts the division reported alone, and says so in 备注.
 */
export function summaryRows(
  division: { code: string; name: string },
  units: ReportUnits,
): { counties: SummaryRow[]; townships: SummaryRow[]; villages: SummaryRow[] } {
  const rows = (level: readonly ReportUnit[], townshipsOf: (unit: ReportUnit) => number | null): SummaryRow[] =>
    level.map((unit, index) => ({
      index: index + 1,
      code: unit.code,
      name: unit.name,
      townships: townshipsOf(unit),
      villages: unit.villages,
      sums: unit.sums,
      findings: unit.findings,
      zoneType: unit.zoneType,
      within5km: unit.within5km,
      noCoalZone: unit.noCoalZone,
      note: unit.code === division.code || unit.path.includes(division.code) ? null : `仅含${division.name}`,
    }));
  return {
    counties: rows(units.counties, (county) => units.townships.filter((township) => township.path.includes(county.code)).length),
    townships: rows(units.townships, () => 1),
    villages: rows(units.villages, () => null),
  };
}

/** Names of county, township and village by the village's code. */
export function placeOf(units: ReportUnits): (villageCode: string) => Place {
  const names = new Map([...units.counties, ...units.townships].map((unit) => [unit.code, unit.name]));
  const townships = new Set(units.townships.map((unit) => unit.code));
  const places = new Map(
    units.villages.map((village) => {
      const above = (inLevel: (code: string) => boolean): string =>
        village.path
          .filter(inLevel)
          .map((code) => names.get(code)!)
          .join('');
      return [
        village.code,
        {
          county: above((code) => names.has(code) && !townships.has(code)),
          township: above((code) => townships.has(code)),
          village: village.name,
        },
      ];
    }),
  );
  return (code) => places.get(code) ?? { county: '', township: '', village: code };
}
