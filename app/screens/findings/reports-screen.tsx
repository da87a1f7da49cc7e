import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { ProblemKind } from '~/domain/findings/problem-report';
import { formatInstant } from '~/i18n/formats';
import { ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { Chip, Notice } from '~/screens/shared/notice';
import { DeskPage } from '~/screens/shell/desk-page';

export type ListedReport = {
  id: string;
  number: string;
  kind: ProblemKind;
  text: string;
  photos: number;
  household: string;
  head: string | null;
  address: string | null;
  village: string;
  by: string;
  receivedAt: string;
  answer: { text: string; by: string; at: string } | null;
};

/** 村干部上报的问题: those that wait for an answer, the longest waiting first; those that have one. */
export function ReportsScreen(props: {
  reports: ListedReport[];
  answered: boolean;
  next: number | null;
  done: boolean;
  mayAnswer: boolean;
}) {
  const { t } = useTranslation('findings');
  const { answered } = props;
  return (
    <DeskPage heading={t('desk.title')}>
      {props.done && <Notice tone="ok" title={t('desk.done')} live />}
      <nav aria-label={t('desk.title')} className="no-print mb-3 flex gap-2">
        <Tab to="/findings/reported" on={!answered}>
          {t('desk.waiting')}
        </Tab>
        <Tab to="/findings/reported?answered=yes" on={answered}>
          {t('desk.answered')}
        </Tab>
      </nav>
      {props.reports.length === 0 && (
        <EmptyState title={t(answered ? 'desk.noneAnswered' : 'desk.none')}>
          <p>{t('desk.noneNext')}</p>
        </EmptyState>
      )}
      <ul className="space-y-2">
        {props.reports.map((report) => (
          <li key={report.id} className="card flex flex-col gap-2 p-3 tablet:flex-row tablet:items-center">
            <div className="min-w-0 flex-1">
              <p className="flex flex-wrap items-center gap-2">
                <Chip tone={report.kind === 'cold' ? 'danger' : 'attention'} icon="alert">
                  {t(`kind.${report.kind}`)}
                </Chip>
                <Link className="link font-semibold" to={`/findings/reported/${report.id}`}>
                  {[report.head, report.address ?? report.household].filter(Boolean).join(' · ')}
                </Link>
                <span className="text-ink-soft">{report.village}</span>
              </p>
              {report.text && <p className="line-clamp-2">{report.text}</p>}
              {report.answer && <p className="line-clamp-2 text-ink-soft">{t('household.answer', { text: report.answer.text })}</p>}
              <p className="text-small text-ink-faint">
                {t('desk.receipt', { number: report.number, at: formatInstant(report.receivedAt), by: report.by })}
                {report.photos > 0 && ` · ${t('household.photos', { count: report.photos })}`}
              </p>
            </div>
            <ButtonLink to={`/findings/reported/${report.id}`} look={answered || !props.mayAnswer ? 'plain' : 'main'}>
              {t(answered || !props.mayAnswer ? 'desk.open' : 'desk.answer')}
            </ButtonLink>
          </li>
        ))}
      </ul>
      {props.next !== null && (
        <p className="mt-3">
          <ButtonLink to={`/findings/reported?from=${props.next}${answered ? '&answered=yes' : ''}`}>{t('desk.next')}</ButtonLink>
        </p>
      )}
    </DeskPage>
  );
}

function Tab({ to, on, children }: { to: string; on: boolean; children: React.ReactNode }) {
  return (
    <Link
      to={to}
      aria-current={on ? 'page' : undefined}
      className={`inline-flex min-h-target items-center rounded border px-4 no-underline ${
        on ? 'border-action bg-action-wash font-semibold text-action-dark' : 'border-line-strong bg-paper text-ink'
      }`}
    >
      {children}
    </Link>
  );
}
