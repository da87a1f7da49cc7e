import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { Chip } from '~/screens/shared/notice';
import { type Column, Table } from '~/screens/shared/table';

type ShownProblem = { key: string; row: number; column: string; value: string; sentence: string; level: 'refused' | 'note' };
export type ProblemsOfSheet = { sheet: string; problems: ShownProblem[]; page: number; pages: number };

const address = (sheet: string, page = 1): string => `?sheet=${encodeURIComponent(sheet)}${page > 1 ? `&page=${page}` : ''}`;

/** A phone shows a row of five columns as a card, from top to bottom. */
function ProblemCard({ problem: { row, column, value, sentence, level } }: { problem: ShownProblem }) {
  const { t } = useTranslation('imports');
  return (
    <li className="p-3">
      <p className="mb-1 flex flex-wrap items-center gap-2">
        <Level level={level} />
        <span className="font-medium">{t('rowAndColumn', { row, column })}</span>
      </p>
      <p className="break-all text-ink-soft">{value === '' ? t('blank') : value}</p>
      <p>{sentence}</p>
    </li>
  );
}

function Level({ level }: { level: ShownProblem['level'] }) {
  const { t } = useTranslation('imports');
  return (
    <Chip tone={level === 'refused' ? 'danger' : 'neutral'} icon={level === 'refused' ? 'stop' : 'info'}>
      {t(`level.${level}`)}
    </Chip>
  );
}

/** The style of the selected sheet's link. */
const SHOWN = 'border-action bg-action-wash font-semibold text-action-dark';
const OTHER = 'border-line bg-paper text-ink hover:bg-page';

/** What is wrong, sheet by sheet, a page at a time. */
export function ImportProblems({
  problems,
  sheets,
}: {
  problems: ProblemsOfSheet;
  sheets: { sheet: string; refused: number; notes: number }[];
}) {
  const { t } = useTranslation('imports');
  const withProblems = sheets.filter(({ refused, notes }) => refused + notes > 0);
  const columns: Column<ShownProblem>[] = [
    {
      key: 'row',
      heading: t('problemColumn.row'),
      number: true,
      width: '4rem',
      cell: ({ row }) => <span className="whitespace-nowrap">{row}</span>,
    },
    { key: 'level', heading: t('problemColumn.level'), width: '5rem', cell: ({ level }) => <Level level={level} /> },
    { key: 'column', heading: t('problemColumn.column'), cell: ({ column }) => <span className="whitespace-nowrap">{column}</span> },
    {
      key: 'value',
      heading: t('problemColumn.value'),
      cell: ({ value }) => <span className="break-all">{value === '' ? t('blank') : value}</span>,
    },
    {
      key: 'sentence',
      heading: t('problemColumn.sentence'),
      cell: ({ sentence }) => <span className="block min-w-[16rem]">{sentence}</span>,
    },
  ];
  return (
    <section aria-labelledby="problems">
      <h2 id="problems" className="mb-2 text-lead font-semibold">
        {t('problemsTitle')}
      </h2>
      <nav aria-label={t('problemsTitle')} className="mb-2 flex flex-wrap gap-2">
        {withProblems.map(({ sheet, refused, notes }) => (
          <Link
            key={sheet}
            to={address(sheet)}
            preventScrollReset
            aria-current={sheet === problems.sheet ? 'page' : undefined}
            className={`flex min-h-target items-center gap-2 rounded border px-3 no-underline
              ${sheet === problems.sheet ? SHOWN : OTHER}`}
          >
            {sheet}
            {refused > 0 && <span className="text-small tabular-nums text-danger">{t('tab.refused', { rows: refused })}</span>}
            {notes > 0 && <span className="text-small tabular-nums text-ink-soft">{t('tab.notes', { notes })}</span>}
          </Link>
        ))}
      </nav>
      <div className="hidden tablet:block">
        <Table columns={columns} rows={problems.problems} rowKey={({ key }) => key} caption={t('problemsOf', { sheet: problems.sheet })} />
      </div>
      <ul className="card divide-y divide-line tablet:hidden" aria-label={t('problemsOf', { sheet: problems.sheet })}>
        {problems.problems.map((problem) => (
          <ProblemCard key={problem.key} problem={problem} />
        ))}
      </ul>
      {problems.pages > 1 && (
        <nav aria-label={t('pages')} className="mt-2 flex flex-wrap items-center gap-4">
          {problems.page > 1 && (
            <Link className="link" to={address(problems.sheet, problems.page - 1)} preventScrollReset>
              {t('page.earlier')}
            </Link>
          )}
          <span className="tabular-nums text-ink-soft">{t('page.at', { page: problems.page, pages: problems.pages })}</span>
          {problems.page < problems.pages && (
            <Link className="link" to={address(problems.sheet, problems.page + 1)} preventScrollReset>
              {t('page.later')}
            </Link>
          )}
        </nav>
      )}
    </section>
  );
}
