/** 村情况表: a page for each village: its figures, the households to go to first, and who signs (docs/definitions.md#village-sheet). */
import type { TFunction } from 'i18next';
import type { Sums } from '~/domain/indicators/measures';
import { formatRate } from '~/domain/indicators/rate';
import { type FollowUpReason, villageFigures } from '~/domain/report/village-sheet';
import { withoutGaps } from '~/domain/text/without-gaps';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { formatCount, formatDayOnPaper } from '~/i18n/formats';
import type { WordBlock, WordDocument } from './document';

export type SheetOfVillage = {
  name: string;
  place: string;
  sums: Sums;
  /** The first ones; `all` counts every one of the village. */
  households: readonly { number: string; head: string; reason: FollowUpReason }[];
  all: number;
};

/** `t` is of the Chinese words. */
export function villageSheetsDocument(
  t: TFunction<['evaluation', 'coverage', 'targets']>,
  of: { season: string; asOf: CalendarDay },
  villages: readonly SheetOfVillage[],
): WordDocument {
  const blocks = villages.flatMap((village, at): WordBlock[] => [...(at > 0 ? [{ is: 'page' } as const] : []), ...pageOf(t, of, village)]);
  return { title: '', below: [], blocks, signed: null, form: true };
}

function pageOf(
  t: TFunction<['evaluation', 'coverage', 'targets']>,
  { season, asOf }: { season: string; asOf: CalendarDay },
  { name, place, sums, households, all }: SheetOfVillage,
): WordBlock[] {
  const { counts, rates } = villageFigures(sums);
  const word = (list: (typeof counts)[number]['list']) => t(`coverage:list.${list}`);
  const rows = Array.from({ length: Math.ceil(counts.length / 2) }, (_, at) => {
    const [left, right, rate] = [counts[at * 2]!, counts[at * 2 + 1], rates[at]];
    return [
      word(left.list),
      formatCount(left.value),
      right ? word(right.list) : '',
      right ? formatCount(right.value) : '',
      rate ? t(`targets:indicator.${rate.key}`) : '',
      rate ? withoutGaps(formatRate(...rate.rate)) : '',
    ];
  });
  const column = (key: 'item' | 'count' | 'rateName' | 'rate', number: boolean) => ({ heading: t(`evaluation:sheet.${key}`), number });
  const two = [column('item', false), column('count', true)];
  const blocks: WordBlock[] = [
    { is: 'heading1', text: t('evaluation:sheet.title', { village: name }) },
    {
      is: 'paragraph',
      text: withoutGaps(t('evaluation:sheet.below', { place: place || name, season, day: formatDayOnPaper(asOf, 'zh-CN') })),
    },
    {
      is: 'table',
      caption: t('evaluation:sheet.figures'),
      columns: [...two, ...two, column('rateName', false), column('rate', true)],
      rows,
    },
  ];
  if (households.length === 0) blocks.push({ is: 'paragraph', text: t('evaluation:sheet.none') });
  else {
    blocks.push({
      is: 'table',
      caption: t('evaluation:sheet.follow'),
      columns: (['number', 'head', 'reason'] as const).map((key) => ({ heading: t(`evaluation:sheet.${key}`), number: false })),
      rows: households.map(({ number, head, reason }) => [number, head, t(`evaluation:sheet.reasons.${reason}`)]),
    });
  }
  if (all > households.length) {
    blocks.push({ is: 'paragraph', text: withoutGaps(t('evaluation:sheet.more', { more: formatCount(all - households.length) })) });
  }
  blocks.push({ is: 'paragraph', text: t('evaluation:sheet.sign') });
  return blocks;
}
