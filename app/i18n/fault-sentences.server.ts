import type { Language } from '~/domain/access/language';
import type { HistoryFault, RecordFault, ReportFault } from '~/domain/upkeep/faults';
import { words } from './words.server';

/** A sentence whose key is put together from the kind of a fault. */
function say(language: Language, key: string, values: object = {}): string {
  return (words(language) as unknown as (key: string, values: object) => string)(`verify:${key}`, values);
}

/** What a verification found, in one sentence: what it is, where, and what to do. */
export const historyFaultSentence = (language: Language, { chain, seq, fault, day }: HistoryFault): string =>
  say(language, `history.${fault}`, { chain, seq, day });

export function recordFaultSentence(language: Language, { entity, key, column, fault }: RecordFault): string {
  const what = say(language, `tables.${entity.replaceAll('-', '_')}`);
  return say(language, `record.${fault === 'differs' && column === '*' ? 'whole' : fault}`, { what, key, column });
}

export const reportFaultSentence = (language: Language, { division, season, version, fault }: ReportFault): string =>
  say(language, `report.${fault}`, { division, season, version });

export const photoFaultSentence = (language: Language, { sha256, fault }: { sha256: string; fault: 'missing' | 'other-content' }): string =>
  say(language, `photo.${fault}`, { sha256 });
