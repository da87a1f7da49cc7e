/** The figures of a plan in words: its sentences and tables, for the screen in the person's language and for the paper in Chinese. */
import type { TFunction } from 'i18next';
import { formatRate } from '~/domain/indicators/rate';
import type { PartFigures, PlanLine, PlanTable, Said } from '~/domain/plans/plan-figures';
import { enumWord } from './enum-word';
import { formatArea, formatCount, formatYuan } from './formats';

type Translate = TFunction<['plans', 'enums']>;
export type TableWords = { title: string; columns: { heading: string; number: boolean }[]; rows: string[][] };

/** One value; null says that the records have nothing about it. */
function saidText(t: Translate, said: Said): string {
  if (said === null) return t('plans:noRecord');
  if (typeof said === 'string') return said;
  if (typeof said === 'number') return Number.isInteger(said) ? formatCount(said) : String(said);
  if ('fen' in said) return formatYuan(said.fen);
  if ('rate' in said) return formatRate(...said.rate);
  if ('area' in said) return formatArea(said.area);
  if ('yes' in said) return t(said.yes ? 'plans:yes' : 'plans:no');
  if ('of' in said) return enumWord(t, said.of, said.key);
  if ('triggers' in said) return said.triggers.map((one) => t(`plans:trigger.${one}`)).join(t('plans:comma')) || t('plans:trigger.none');
  return said.causes
    .map(({ label, households }) => t('plans:named', { label: enumWord(t, 'unstableCause', label), households: formatCount(households) }))
    .join(t('plans:comma'));
}

function lineWords(t: Translate, line: PlanLine): string {
  const values = Object.fromEntries(Object.entries(line.values).map(([key, said]) => [key, saidText(t, said)]));
  return (t as (key: string, values: object) => string)(`plans:line.${line.say}`, values);
}

function isNumber(said: Said): boolean {
  return typeof said === 'number' || (typeof said === 'object' && said !== null && ('fen' in said || 'rate' in said));
}

export function tableWords(t: Translate, table: PlanTable): TableWords {
  return {
    title: t(`plans:table.${table.say}`),
    columns: table.columns.map((column, at) => ({
      heading: t(`plans:column.${column}` as 'plans:column.village'),
      number: table.rows.some((row) => isNumber(row[at]!)),
    })),
    rows: table.rows.map((row) => row.map((said) => saidText(t, said))),
  };
}

/** The sentences of a part, one a paragraph. */
export function partText(t: Translate, figures: PartFigures): string {
  return figures.lines.map((line) => lineWords(t, line)).join('\n');
}
