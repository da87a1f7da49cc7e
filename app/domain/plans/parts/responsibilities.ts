import type { PartFigures, PlanDuties, PlanFigures, PlanTable } from '../plan-figures';

/** 九、责任分工和进度表: which villages must be mended. Who and until when stands in the plan itself (`dutiesTable`). */
export function responsibilities({ villages }: PlanFigures): PartFigures {
  return { lines: [{ say: 'duty', values: { villages: villages.length } }], tables: [] };
}

/** The table of 九: village by village, for whom and until when. An empty field says that nothing is recorded. */
export function dutiesTable(villages: PlanFigures['villages'], { unit, person, dueOn }: PlanDuties): PlanTable {
  return {
    say: 'duties',
    columns: ['village', 'town', 'triggers', 'unit', 'person', 'dueOn'],
    rows: villages.map((one) => [one.name, one.town, { triggers: one.triggers }, unit || null, person || null, dueOn]),
  };
}
