import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DivisionStep } from '~/domain/coverage/division';
import type { FindingAct } from '~/domain/findings/desk/finding-acts';
import type { ShownReport } from '~/domain/findings/problem-report';
import type { ThresholdLine } from '~/domain/findings/read-thresholds-form';
import { findingCause, findingKind } from '~/i18n/finding-sentence';
import { ruleTodo } from '~/i18n/finding-words';
import type { FormReply } from '~/i18n/form-reply';
import { formatInstant, formatYuan } from '~/i18n/formats';
import { type ThresholdT, thresholdName } from '~/i18n/threshold-words';
import type { FindingLine } from '~/reports/tables/findings-list';
import { Chip, Notice } from '~/screens/shared/notice';
import { SentPicture } from '~/screens/shared/sent-picture';
import { DeskPage } from '~/screens/shell/desk-page';
import { useViewer } from '~/screens/shell/viewer';
import { findingsAddress } from './addresses';
import { FindingActs, type ForbiddenActs } from './finding-acts';
import { OverdueChip, StateChip, UrgentChip } from './finding-chips';
import { recordsOf } from './finding-records';
import { FindingSteps, type ShownStep } from './finding-steps';
import type { PossibleOwner } from './owner-fields';

type Props = {
  trail: readonly DivisionStep[];
  finding: FindingLine & {
    division: string;
    subject: string;
    ownerAccount: string | null;
    cleared: Record<string, unknown> | null;
    result: string | null;
    exception: boolean;
    evidenceNote: string | null;
  };
  thresholds: readonly ThresholdLine[];
  steps: readonly ShownStep[];
  report: { id: string; report: ShownReport; arrived: readonly string[] } | null;
  owners: readonly PossibleOwner[];
  /** The sentence that says why an act is not possible; null: it is; absent: not for this person at all. */
  forbidden: ForbiddenActs;
  act: FindingAct | null;
  done: FindingAct | 'opened' | null;
  reply?: FormReply;
};

/** 一个问题: what, where and why, who does what until when, and everything that was done. */
export function FindingScreen({ trail, finding, thresholds, steps, report, owners, forbidden, act, done, reply }: Props) {
  const { t } = useTranslation(['findings-desk', 'findings', 'thresholds']);
  const { language } = useViewer();
  const place = trail[trail.length - 1];
  const records = recordsOf(finding, place?.code ?? null);
  return (
    <DeskPage
      heading={t('findings-desk:one.title', { number: finding.number })}
      breadcrumb={[...trail.map((step) => ({ name: step.name, to: findingsAddress(step.code, finding.season) })), { name: finding.number }]}
    >
      {done && done !== 'opened' && <Notice tone="ok" live title={t(`findings-desk:act.done.${done}`)} />}
      <div className="grid items-start gap-4 wide:grid-cols-[3fr_2fr]">
        <div className="min-w-0 [&>:last-child]:mb-0">
          <section className="card mb-4 p-4">
            <p className="mb-2 flex flex-wrap items-center gap-2">
              <StateChip state={finding.state} />
              {finding.urgent && <UrgentChip hours={finding.hours} />}
              {finding.overdue && <OverdueChip />}
              {finding.exception && <Chip tone="neutral">{t('findings-desk:one.exception')}</Chip>}
              <span className="font-semibold">{findingKind(t as never, finding)}</span>
            </p>
            <p className="mb-3 whitespace-pre-wrap break-words">{findingCause(t as never, finding, language)}</p>
            {finding.rule && (
              <p className="mb-3 text-ink-soft">
                {t('findings-desk:one.todo')}：{ruleTodo(t as never, finding.rule)}
              </p>
            )}
            <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
              <Item name={t('findings-desk:one.where')}>
                {finding.place}
                {finding.household && (
                  <>
                    {' '}
                    <Link className="link" to={`/households/${encodeURIComponent(finding.household)}`}>
                      {[finding.head, finding.address ?? finding.household].filter(Boolean).join(' ')}
                    </Link>
                  </>
                )}
                {!finding.household && finding.households > 0 && ` ${t('findings-desk:households', { count: finding.households })}`}
              </Item>
              {records.length > 0 && (
                <Item name={t('findings-desk:one.figures')}>
                  {records.map(({ to, key, name }) => (
                    <Link key={to} className="link mr-3" to={to}>
                      {t(`findings-desk:one.${key}`, { number: name })}
                    </Link>
                  ))}
                </Item>
              )}
              <Item name={t('findings-desk:one.source')}>{t(`findings-desk:source.${finding.source}`)}</Item>
              <Item name={t('findings-desk:one.level')}>{t(`findings-desk:level.${finding.level}`)}</Item>
              <Item name={t('findings-desk:one.opened')}>
                {finding.times > 1 ? t('findings-desk:one.openedTimes', { day: finding.openedOn, times: finding.times }) : finding.openedOn}
              </Item>
              <Item name={t('findings-desk:one.due')}>{finding.dueOn}</Item>
              {thresholds.length > 0 && (
                <Item name={t('thresholds:ofRule')}>
                  <RuleThresholds season={finding.season} lines={thresholds} />
                </Item>
              )}
              <Item name={t('findings-desk:one.owner')}>
                {[finding.unit, finding.person].filter(Boolean).join(' ') || t('findings-desk:one.noOwner')}
              </Item>
              {finding.measures && <Item name={t('findings-desk:one.measures')}>{finding.measures}</Item>}
              {finding.amount !== null && (
                <Item name={t('findings-desk:one.amount')}>{t('findings-desk:one.yuan', { amount: formatYuan(finding.amount) })}</Item>
              )}
              {finding.result && <Item name={t('findings-desk:one.result')}>{finding.result}</Item>}
              {finding.evidenceNote && <Item name={t('findings-desk:one.noted')}>{finding.evidenceNote}</Item>}
            </dl>
            {finding.cleared && finding.state === 'proposed' && (
              <div className="mt-3">
                <Notice tone="info" title={t('findings-desk:one.cleared')} />
              </div>
            )}
          </section>
          {report && <Reported {...report} />}
          <FindingActs finding={finding} owners={owners} forbidden={forbidden} act={act} reply={reply} />
        </div>
        <FindingSteps number={finding.number} steps={steps} />
      </div>
    </DeskPage>
  );
}

/** By which numbers the rule judges in the season now, and where all of them stand. */
function RuleThresholds({ season, lines }: { season: string; lines: readonly ThresholdLine[] }) {
  const { t } = useTranslation(['thresholds', 'findings']);
  return (
    <>
      {lines.map((line) => (
        <span key={line.field} className="mr-3 inline-block">
          {line.days === null
            ? t('thresholds:valueOf', { name: thresholdName(t as unknown as ThresholdT, line), value: line.value })
            : t('thresholds:daysOf', { count: line.value })}
        </span>
      ))}
      <Link className="link" to={`/settings/seasons/${season}#thresholds`}>
        {t('thresholds:all')}
      </Link>
    </>
  );
}

function Item({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="whitespace-nowrap text-ink-soft">{name}</dt>
      <dd className="min-w-0 whitespace-pre-wrap break-words">{children}</dd>
    </>
  );
}

/** What the cadre said, with the photos, and what the cadre was answered. */
function Reported({ id, report, arrived }: NonNullable<Props['report']>) {
  const { t } = useTranslation(['findings-desk', 'findings']);
  return (
    <section aria-labelledby="reported" className="card mb-4 p-4">
      <h2 id="reported" className="mb-2 text-lead">
        {t('findings-desk:one.report')}{' '}
        <Link className="link text-body" to={`/findings/reported/${id}`}>
          {t('findings:desk.one', { number: report.number })}
        </Link>
      </h2>
      <p className="mb-1 whitespace-pre-wrap break-words">{report.text || t('findings:desk.noText')}</p>
      <p className="text-small text-ink-faint">
        {report.by} · {formatInstant(report.reportedAt)}
      </p>
      {report.photos.length > 0 && (
        <ul className="mt-2 flex flex-wrap gap-2">
          {report.photos.map((sha256, at) => (
            <li key={sha256}>
              <SentPicture
                sha256={sha256}
                arrived={arrived.includes(sha256)}
                label={t('findings:form.photoNumbered', { number: at + 1 })}
                className="h-28 w-28 object-cover"
              />
            </li>
          ))}
        </ul>
      )}
      {report.answer && (
        <p className="mt-2 border-l-4 border-ok pl-2">
          {report.answer.text}{' '}
          <span className="text-small text-ink-faint">
            {report.answer.by} · {formatInstant(report.answer.at)}
          </span>
        </p>
      )}
      <p className="mt-1 text-small text-ink-faint">{t('findings-desk:one.reportAnswered')}</p>
    </section>
  );
}
