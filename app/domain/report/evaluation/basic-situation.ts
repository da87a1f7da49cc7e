import type { EvaluationFigures } from './evaluation-figures';
import type { EvaluationLine, EvaluationTable, PartOfEvaluation } from './evaluation-words';
import { rateCell, rateOfPlace } from './rate-said';

/** 一、基本情况: households, area, modes and years, and how far the survey has come. */
export function basicSituation(figures: EvaluationFigures): PartOfEvaluation {
  const { own, below, modes, years, division, season, asOf, seasonBefore } = figures;
  const { sums } = own;
  const compare: EvaluationLine[] = seasonBefore === null ? [{ say: 'noSeasonBefore', values: {} }] : [];
  const place = { division: division.name, season, asOf };
  if (sums.H === 0) return { lines: [{ say: 'noHouseholds', values: place }, ...compare], tables: [] };
  const lines: EvaluationLine[] = [
    { say: 'scope', values: { ...place, units: below.length, H: sums.H, R: sums.R, E: sums.E } },
    { say: 'survey', values: { V: sums.V, X: sums.X, left: sums.H - sums.V - sums.X } },
    rateOfPlace('completeness', own),
    { say: 'area', values: { area: { area: sums.area }, cleanArea: { area: sums.cleanArea } } },
    { say: 'converted', values: { I: sums.I, C: sums.C, U: sums.U } },
    ...compare,
  ];
  const tables: EvaluationTable[] = [
    {
      say: 'households',
      columns: ['place', 'H', 'R', 'E', 'V', 'X', 'completeness'],
      rows: [...below, own].map(({ name, sums: of }) => [name, of.H, of.R, of.E, of.V, of.X, rateCell('completeness', of)]),
    },
  ];
  if (modes.length > 0) {
    tables.push({
      say: 'modes',
      columns: ['mode', 'installed', 'share'],
      rows: modes.map(({ mode, installed }) => [{ of: 'mode', key: mode }, installed, { rate: [installed, sums.I] }]),
    });
  }
  if (years.length > 0) {
    tables.push({
      say: 'years',
      columns: ['year', 'installed', 'planned', 'unplanned'],
      rows: years.map(({ year, installed, planned }) => [year === null ? null : String(year), installed, planned, installed - planned]),
    });
  }
  return { lines, tables };
}
