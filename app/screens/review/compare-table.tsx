// biome-ignore-all lint/a11y/noRedundantRoles: on a phone the table is laid out as blocks, and browsers then drop its table semantics.
import { useTranslation } from 'react-i18next';
import type { ComparedAnswer } from '~/domain/review/compare-visits';
import type { ReviewedVisit } from '~/domain/review/reviewed-visit';
import type { FormReply } from '~/i18n/form-reply';
import { Chip, type Tone } from '~/screens/shared/notice';
import { ScrollingBox } from '~/screens/shared/scrolling-box';
import { answerText } from '~/screens/survey/answer-text';
import { EarlierRemarks } from './earlier-remarks';
import { RemarkField } from './remark-field';

type Props = { visit: ReviewedVisit; answers: readonly ComparedAnswer[]; mayRemark: boolean; reply?: FormReply };

/** Each question with last season's answer beside this season's. A word marks each change. */
export function CompareTable({ visit, answers, mayRemark, reply }: Props) {
  const { t } = useTranslation(['review', 'survey', 'enums']);
  const { last } = visit;
  const title = t(last ? 'review:compare.title' : 'review:compare.titleFirst');
  const firstChanged = answers.findIndex((answer) => answer.change !== 'same');
  if (answers.length === 0) return <p className="mb-4 text-ink-soft">{t('review:compare.nothing')}</p>;
  return (
    <section aria-label={title} className="mb-4">
      <h3 className="mb-1 font-semibold">{title}</h3>
      <ScrollingBox className="overflow-x-auto" label={title}>
        {/* On a phone each question is a small block: its name, then both answers side by side. */}
        <table role="table" className="block w-full border-separate border-spacing-0 tablet:table">
          <thead role="rowgroup" className="hidden tablet:table-header-group">
            <tr role="row" className="text-left">
              <th role="columnheader" scope="col" className={HEAD}>
                {t('review:compare.question')}
              </th>
              {last && (
                <th role="columnheader" scope="col" className={HEAD}>
                  {t('review:compare.last', { season: last.season })}
                  <span className="block text-small font-normal text-ink-faint">{t('review:compare.lastBy', last)}</span>
                </th>
              )}
              <th role="columnheader" scope="col" className={HEAD}>
                {t('review:compare.now', { season: visit.season })}
                <span className="block text-small font-normal text-ink-faint">{t('review:compare.lastBy', visit)}</span>
              </th>
              {mayRemark && (
                <th role="columnheader" scope="col" className={`${HEAD} no-print`}>
                  <span className="sr-only">{t('review:remark.open')}</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody role="rowgroup" className="block tablet:table-row-group">
            {answers.map((answer, at) => {
              const label = t(`survey:question.${answer.question}`);
              const isChanged = last !== null && answer.change !== 'same';
              return (
                <tr role="row" key={answer.question} className="grid grid-cols-2 border-b border-line tablet:table-row tablet:align-top">
                  <th role="rowheader" scope="row" className={`${CELL} order-1 text-left font-normal text-ink-soft tablet:w-32`}>
                    {label}
                    <EarlierRemarks remarks={visit.remarks} question={answer.question} />
                  </th>
                  {last && (
                    <td role="cell" className={`${CELL} order-3 ${isChanged ? '' : 'text-ink-soft'}`}>
                      <span className="block text-small text-ink-faint tablet:hidden">{last.season}</span>
                      {shown(answer.before)}
                    </td>
                  )}
                  <td
                    role="cell"
                    className={`${CELL} order-4 ${last ? '' : 'col-span-2'}
                      ${isChanged ? `font-semibold ${answer.worse ? 'bg-danger-wash' : 'bg-attention-wash'}` : 'text-ink-soft'}`}
                  >
                    <span className="block text-small font-normal text-ink-faint tablet:hidden">{visit.season}</span>
                    {shown(answer.after)} {isChanged && <ChangeChip answer={answer} />}
                  </td>
                  {mayRemark && (
                    <td role="cell" className={`${CELL} no-print order-2 text-right tablet:w-20 tablet:text-left`}>
                      <RemarkField question={answer.question} label={label} reply={reply} isFirst={at === Math.max(0, firstChanged)} />
                    </td>
                  )}
                </tr>
              );

              function shown(value: unknown): string {
                return value === undefined ? t('review:compare.none') : answerText(t, answer.question, value);
              }
            })}
          </tbody>
        </table>
      </ScrollingBox>
    </section>
  );
}

const HEAD = 'border-b border-line-strong bg-page px-3 py-1 font-semibold';
const CELL = 'px-3 py-1 tablet:border-b tablet:border-line';
const TONES: Record<'changed' | 'new' | 'gone' | 'worse', Tone> = {
  worse: 'danger',
  changed: 'attention',
  new: 'attention',
  gone: 'attention',
};

function ChangeChip({ answer }: { answer: ComparedAnswer }) {
  const { t } = useTranslation('review');
  if (answer.change === 'same') return null;
  const word = answer.worse ? 'worse' : answer.change;
  return (
    <Chip tone={TONES[word]} icon={answer.worse ? 'alert' : undefined}>
      {t(`compare.${word}`)}
    </Chip>
  );
}
