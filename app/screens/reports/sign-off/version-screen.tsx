import { Form } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { DivisionStep } from '~/domain/coverage/division';
import type { ListKey } from '~/domain/indicators/household-lists';
import type { FigureRemark } from '~/domain/report/replay';
import { REMARK_ROWS, type SignAct, type SignedState, type SigningLevel, signedAfter } from '~/domain/report/sign-off';
import type { OpenCounts } from '~/domain/report/what-is-open';
import type { FormReply } from '~/i18n/form-reply';
import { formatInstant } from '~/i18n/formats';
import { listName } from '~/screens/coverage/words';
import { Button, ButtonLink } from '~/screens/shared/button';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Field, Select, TextField } from '~/screens/shared/field';
import { Notice } from '~/screens/shared/notice';
import { DeskPage } from '~/screens/shell/desk-page';
import { Csrf, useViewer } from '~/screens/shell/viewer';
import { signOffAddress, versionAddress } from './addresses';
import { type FigureRow, FROZEN_SHOWN, type FrozenPlace, FrozenTable } from './frozen-table';
import { OpenItems } from './open-items';
import { ReplaySection, type ShownReplay } from './replay-section';
import { SignedStateChip } from './state-chip';

type Props = {
  trail: readonly DivisionStep[];
  report: {
    id: string;
    division: string;
    name: string;
    level: SigningLevel;
    season: string;
    version: number;
    state: SignedState;
    asOf: string;
    preparedAt: string;
    preparedBy: string;
    preparer: string;
    open: OpenCounts;
    reason: string | null;
    ruleVersion: string;
    historyHead: string;
    sha256: string;
    jobId: string | null;
    hasEvaluation: boolean;
  };
  steps: readonly { at: string; by: string; act: SignAct | 'prepare'; words: string | null; remarks: FigureRemark[] }[];
  figures: readonly FigureRow[];
  /** The division whose figures the table shows with those directly below, and the way to it. */
  place: FrozenPlace;
  before: { version: number; figures: readonly FigureRow[] } | null;
  acts: readonly SignAct[];
  replay: ShownReplay | null;
  done: SignAct | null;
  reply?: FormReply;
  busy: boolean;
};

/** 一个版本: its frozen figures beside the last ones, its way, and what this person may do with it. */
export function VersionScreen({ trail, report, steps, figures, place, before, acts, replay, done, reply, busy }: Props) {
  const { t } = useTranslation(['sign-off', 'coverage']);
  const { person } = useViewer();
  const { division, season, version, state, level } = report;
  const own =
    person?.username === report.preparedBy && state === 'prepared' && signedAfter(level, state, level === 'city' ? 'issue' : 'submit');
  return (
    <DeskPage
      heading={t('version.title', { name: report.name, version })}
      breadcrumb={[
        ...trail.slice(0, -1).map((step) => ({ name: step.name, to: signOffAddress(step.code, season) })),
        { name: `${report.name} ${season}`, to: signOffAddress(division, season) },
        { name: t('versions.number', { version }) },
      ]}
      asOf={t('versions.asOf', { day: report.asOf })}
      actions={
        <>
          {report.hasEvaluation && (
            <ButtonLink to={versionAddress(division, `${report.id}/evaluation`)} icon="download" download>
              {t('version.evaluation')}
            </ButtonLink>
          )}
          {report.jobId && (
            <ButtonLink to={versionAddress(division, `${report.id}/workbook`)} icon="download" download>
              {t('version.workbook')}
            </ButtonLink>
          )}
        </>
      }
    >
      {done && <Notice tone="ok" live title={t(`actDone.${done}`)} />}
      <ErrorSummary reply={reply} />
      <p className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-1">
        <SignedStateChip level={level} state={state} />
        <span className="text-ink-soft">{t('versions.prepared', { by: report.preparer, at: formatInstant(report.preparedAt) })}</span>
      </p>
      {own && <Notice title={t('version.secondPerson')} />}
      {acts.length > 0 && <Decide acts={acts} figures={figures} reply={reply} busy={busy} />}
      <FrozenTable report={report} place={place} before={before} />
      <section className="card mb-6 p-4">
        <h2 className="mb-2 text-lead font-semibold">{t('version.openThen')}</h2>
        <OpenItems open={report.open} />
        {report.reason && <p className="mt-2">{t('version.reason', { reason: report.reason })}</p>}
      </section>
      <Steps steps={steps} names={new Map(figures.map(({ code, name }) => [code, name]))} />
      <ReplaySection replay={replay} to={versionAddress(division, report.id, { replay: '1' })} season={season} />
      <dl className="mb-6 grid gap-x-4 gap-y-1 text-small text-ink-soft tablet:grid-cols-[max-content_minmax(0,1fr)]">
        <dt>{t('version.seal')}</dt>
        <dd className="break-all font-mono">{report.sha256}</dd>
        <dt>{t('version.head')}</dt>
        <dd className="break-all font-mono">{report.historyHead}</dd>
        <dt>{t('version.rules')}</dt>
        <dd>{report.ruleVersion}</dd>
      </dl>
    </DeskPage>
  );
}

function Decide({
  acts,
  figures,
  reply,
  busy,
}: {
  acts: readonly SignAct[];
  figures: readonly FigureRow[];
  reply?: FormReply;
  busy: boolean;
}) {
  const { t } = useTranslation(['sign-off', 'coverage']);
  const returns = acts.includes('return');
  return (
    <Form method="post" className="card mb-6 flex flex-col gap-3 p-4">
      <Csrf />
      <h2 className="text-lead font-semibold">{t('version.decide')}</h2>
      <div className="max-w-form">
        <TextField name="words" label={t('version.words')} hint={t('version.wordsHint')} rows={2} maxLength={500} reply={reply} />
      </div>
      {returns && (
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1 font-medium">{t('version.remarks')}</legend>
          {REMARK_ROWS.map((row) => (
            <div key={row} className="grid gap-2 tablet:grid-cols-[12rem_12rem_minmax(0,1fr)]">
              <Select
                name={`division${row}`}
                label={t('version.remarkDivision')}
                reply={reply}
                stored={figures[0]?.code ?? ''}
                options={figures.map(({ code, name }) => ({ value: code, label: name }))}
              />
              <Select
                name={`figure${row}`}
                label={t('version.remarkFigure')}
                reply={reply}
                stored="H"
                options={FROZEN_SHOWN.map((key) => ({ value: key, label: listName(t as never, key) }))}
              />
              <Field name={`text${row}`} label={t('version.remarkText')} maxLength={500} reply={reply} />
            </div>
          ))}
        </fieldset>
      )}
      <div className="flex flex-wrap gap-3">
        {acts.map((act) => (
          <Button key={act} look={act === 'withdraw' || act === 'return' ? undefined : 'main'} name="do" value={act} disabled={busy}>
            {t(`act.${act}`)}
          </Button>
        ))}
      </div>
    </Form>
  );
}

function Steps({ steps, names }: { steps: Props['steps']; names: ReadonlyMap<string, string> }) {
  const { t } = useTranslation(['sign-off', 'coverage']);
  return (
    <section className="card mb-6 p-4">
      <h2 className="mb-2 text-lead font-semibold">{t('version.steps')}</h2>
      <ol className="divide-y divide-line">
        {steps.map(({ at, by, act, words, remarks }) => (
          <li key={`${at}-${act}`} className="py-2">
            <p>
              <span className="font-medium">{t(`act.${act}`)}</span> · {by} · {formatInstant(at)}
            </p>
            {words && <p className="text-ink-soft">{words}</p>}
            {remarks.map(({ division, figure, text }) => (
              <p key={`${division}${figure}${text}`} className="text-attention">
                {names.get(division) ?? division} {listName(t as never, figure as ListKey)}：{text}
              </p>
            ))}
          </li>
        ))}
      </ol>
    </section>
  );
}
