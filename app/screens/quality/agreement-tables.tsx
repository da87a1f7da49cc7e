import { useTranslation } from 'react-i18next';
import { formatRate } from '~/domain/indicators/rate';
import type { QuestionKey } from '~/domain/survey/questions/questions';
import { formatCount } from '~/i18n/formats';
import { Table } from '~/screens/shared/table';

type Agreement = { agree: number; compared: number; interval: { low: number; high: number } | null };
export type ShownAgreement = {
  all: Agreement;
  forms: readonly (Agreement & { form: 'one' | 'many' | 'yes-no' | 'number' | 'money' | 'text' })[];
  questions: readonly (Agreement & {
    question: QuestionKey;
    shift: { chiSquare: number; p: number; exact: number; yesNo: number; noYes: number } | null;
  })[];
};

/** How far answers and spot checks agree, by kind of question and question by question. */
export function AgreementTables({ agreement }: { agreement: ShownAgreement }) {
  const { t } = useTranslation(['quality', 'survey']);
  if (agreement.all.compared === 0) return null;
  const counts = [
    { key: 'agree', heading: t('agreement.agree'), number: true, cell: (row: Agreement) => formatCount(row.agree) },
    { key: 'compared', heading: t('agreement.compared'), number: true, cell: (row: Agreement) => formatCount(row.compared) },
    { key: 'rate', heading: t('agreement.rate'), number: true, cell: (row: Agreement) => formatRate(row.agree, row.compared) },
    { key: 'interval', heading: t('agreement.interval'), number: true, cell: (row: Agreement) => intervalText(row.interval) },
  ];
  const forms = agreement.forms.map((row) => ({ ...row, name: t(`quality:form.${row.form}`) }));
  return (
    <section aria-labelledby="agreement">
      <h2 id="agreement" className="mb-1 text-lead">
        {t('agreement.title', { rate: formatRate(agreement.all.agree, agreement.all.compared) })}
      </h2>
      <p className="mb-3 max-w-form text-ink-soft">{t('agreement.lead')}</p>
      <div className="mb-6">
        <Table
          caption={t('agreement.byForm')}
          rows={forms}
          total={{ ...agreement.all, form: 'one', name: t('agreement.all') }}
          rowKey={(row) => row.form}
          columns={[{ key: 'name', heading: t('agreement.form'), cell: (row: { name: string }) => row.name }, ...counts]}
        />
      </div>
      <Table
        caption={t('agreement.byQuestion')}
        rows={agreement.questions}
        rowKey={(row) => row.question}
        columns={[
          { key: 'question', heading: t('agreement.question'), cell: (row) => t(`survey:question.${row.question}`) },
          ...counts,
          {
            key: 'shift',
            heading: t('agreement.shift'),
            cell: (row) =>
              row.shift
                ? t('agreement.shifted', {
                    yesNo: row.shift.yesNo,
                    noYes: row.shift.noYes,
                    chi: row.shift.chiSquare.toFixed(2),
                    exact: row.shift.exact.toFixed(4),
                  })
                : '—',
          },
        ]}
      />
    </section>
  );
}

function intervalText(interval: Agreement['interval']): string {
  return interval ? `${(interval.low * 100).toFixed(2)} % – ${(interval.high * 100).toFixed(2)} %` : '—';
}
