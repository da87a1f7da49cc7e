import { useTranslation } from 'react-i18next';
import type { QuestionKey } from '~/domain/survey/questions/questions';
import { Chip } from '~/screens/shared/notice';
import { Table } from '~/screens/shared/table';
import { answerText } from '~/screens/survey/answer-text';

type Props = {
  columns: readonly { key: string; heading: string }[];
  rows: readonly { question: QuestionKey; values: readonly unknown[]; differs: boolean }[];
};

/** Records beside each other, question by question; a word marks where they differ. */
export function SideBySide({ columns, rows }: Props) {
  const { t } = useTranslation(['quality', 'survey', 'enums', 'review']);
  return (
    <div className="mb-4">
      <Table
        caption={t('side.title')}
        rows={rows}
        rowKey={(row) => row.question}
        columns={[
          { key: 'question', heading: t('agreement.question'), cell: (row) => t(`survey:question.${row.question}`) },
          ...columns.map(({ key, heading }, at) => ({
            key,
            heading,
            cell: (row: Props['rows'][number]) => (
              <span className={row.differs ? 'font-semibold' : 'text-ink-soft'}>
                {row.values[at] === undefined ? t('review:compare.none') : answerText(t, row.question, row.values[at])}
              </span>
            ),
          })),
          {
            key: 'differs',
            heading: t('side.result'),
            cell: (row) =>
              row.differs ? <Chip tone="attention">{t('side.differs')}</Chip> : <span className="text-ink-soft">{t('side.same')}</span>,
          },
        ]}
      />
    </div>
  );
}
