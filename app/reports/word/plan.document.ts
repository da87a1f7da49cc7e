/** 可持续运营方案 on paper: the ten parts, each with what people wrote and the tables of the version (docs/definitions.md#operation-plan). */
import type { TFunction } from 'i18next';
import { PLAN_PARTS } from '~/domain/plans/parts/parts';
import { dutiesTable } from '~/domain/plans/parts/responsibilities';
import type { PlanContent } from '~/domain/plans/plan-content';
import type { PlanState } from '~/domain/plans/plan-states';
import { unscaled } from '~/domain/subsidy/exact-decimal';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { formatDayOnPaper } from '~/i18n/formats';
import { tableWords } from '~/i18n/plan-words';
import type { WordBlock, WordDocument } from './document';

type PlanOnPaper = {
  county: string;
  season: string;
  version: number;
  state: PlanState;
  approvedOn: CalendarDay | null;
  content: PlanContent;
};

/** `t` is of the Chinese words: a plan is a document of a Chinese office. */
export function planDocument(t: TFunction<['plans', 'enums']>, plan: PlanOnPaper): WordDocument {
  const { content, state } = plan;
  const blocks: WordBlock[] = [];
  let tables = 0;
  for (const part of PLAN_PARTS) {
    const { text, figures } = content.parts[part];
    blocks.push({ is: 'heading1', text: t(`plans:numbered.${part}`) });
    const ofPart = part === 'duties' ? [...figures.tables, dutiesTable(content.villages, content)] : figures.tables;
    // A part of text alone needs no sub-headings.
    if (ofPart.length > 0) blocks.push({ is: 'heading2', text: t('plans:word.written') });
    const paragraphs = text.split('\n').filter((line) => line.trim() !== '');
    for (const line of paragraphs.length > 0 ? paragraphs : [t('plans:noRecord')]) blocks.push({ is: 'paragraph', text: line.trim() });
    if (ofPart.length > 0) blocks.push({ is: 'heading2', text: t('plans:word.data') });
    for (const table of ofPart) {
      tables += 1;
      const { title, columns, rows } = tableWords(t, table);
      blocks.push({ is: 'table', caption: t('plans:word.tableNumber', { number: tables, title }), columns, rows });
    }
  }
  const none = t('plans:noRecord');
  blocks.push({
    is: 'paragraph',
    text: t('plans:word.basics', {
      unit: content.unit || none,
      person: content.person || none,
      dueOn: content.dueOn ? formatDayOnPaper(content.dueOn, 'zh-CN') : none,
      budget: content.budget === null ? none : t('plans:word.budget', { budget: unscaled(content.budget, 6) }),
    }),
  });
  return {
    title: content.name,
    below: [
      t('plans:word.about', { county: plan.county, season: plan.season }),
      t('plans:word.asOf', { day: formatDayOnPaper(content.asOf, 'zh-CN') }),
      ...(state === 'approved' ? [] : [t('plans:word.draft', { state: t(`plans:state.${state}`), version: plan.version })]),
    ],
    blocks,
    signed: plan.approvedOn === null ? null : { office: content.unit, day: formatDayOnPaper(plan.approvedOn, 'zh-CN') },
  };
}
