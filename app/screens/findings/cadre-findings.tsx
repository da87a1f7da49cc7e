import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { CadreFinding } from '~/domain/findings/cadre-finding';
import { isOverdue } from '~/domain/findings/desk/finding';
import type { CalendarDay } from '~/domain/time/calendar-day';
import { formatInstant } from '~/i18n/formats';
import { Icon } from '~/screens/shared/icon';
import { Chip } from '~/screens/shared/notice';

/** 这户的问题: what is to be done at one household, until when, and what was last said of it. Nothing where there is none. */
export function FindingsSection({ findings, today }: { findings: readonly CadreFinding[]; today: CalendarDay }) {
  const { t } = useTranslation('findings-yard');
  if (findings.length === 0) return null;
  return (
    <section className="card p-3" aria-labelledby="findings">
      <h2 id="findings" className="mb-2 text-lead">
        {t('title')}
      </h2>
      <ol className="space-y-3">
        {findings.map((finding) => (
          <li key={finding.number} className={`border-l-4 pl-2 ${finding.urgent ? 'border-danger' : 'border-attention-line'}`}>
            <WhatToDo finding={finding} today={today} />
            {finding.said && (
              <div className="mt-1 border-l-4 border-line pl-2">
                <p className="whitespace-pre-wrap break-words">{finding.said.text}</p>
                <p className="text-small text-ink-soft">
                  {finding.said.by} · {formatInstant(finding.said.at)}
                </p>
              </div>
            )}
            <p className="mt-1 text-small text-ink-soft">
              {t(`state.${finding.state}`)} · {t('number', { number: finding.number })}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** With the door it is at. */
export type TodoFinding = CadreFinding & { head: string; address: string | null; village: string };

/** 问题 of 今日清单: the urgent first, then by deadline. */
export function TodoFindings({ rows, total, today }: { rows: readonly TodoFinding[]; total: number; today: CalendarDay }) {
  const { t } = useTranslation(['findings-yard', 'households']);
  if (total === 0) return null;
  return (
    <section className="mb-6">
      <h2 className="mb-2 flex items-center gap-2 text-lead">
        <Icon name="alert" className="text-attention" />
        {t('todo', { count: total })}
      </h2>
      <ul className="space-y-2">
        {rows.map((finding) => (
          <li key={finding.number}>
            <Link
              to={`/households/${encodeURIComponent(finding.household)}`}
              className="card block min-h-target px-3 py-2 text-ink no-underline hover:border-action-line"
            >
              <span className="block font-semibold">
                {finding.address ?? finding.household}
                <span className="ml-2 font-normal">{finding.head}</span>
              </span>
              <span className="block text-small text-ink-soft">{finding.village}</span>
              <WhatToDo finding={finding} today={today} />
            </Link>
          </li>
        ))}
      </ul>
      {total > rows.length && (
        <p className="mt-2 text-small text-ink-soft">{t('households:shown', { shown: rows.length, found: total })}</p>
      )}
    </section>
  );
}

function WhatToDo({ finding, today }: { finding: CadreFinding; today: CalendarDay }) {
  const { t } = useTranslation('findings-yard');
  const { rule, kind, urgent, dueOn, measures } = finding;
  const late = isOverdue(finding, today);
  return (
    <>
      <span className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-1">
        <Chip tone={urgent ? 'danger' : 'attention'} icon="alert">
          {rule ? t(`rule.${rule}`) : (kind ?? t('given'))}
        </Chip>
        {urgent && <span className="text-small font-semibold text-danger">{t('urgent')}</span>}
        <span className={`text-small ${late ? 'font-semibold text-danger' : 'text-ink-soft'}`}>
          {t(late ? 'overdue' : 'due', { day: dueOn })}
        </span>
      </span>
      {rule && <span className="mt-1 block">{t(`do.${rule}`)}</span>}
      {measures && <span className="mt-1 block whitespace-pre-wrap break-words">{t('measures', { text: measures })}</span>}
    </>
  );
}
