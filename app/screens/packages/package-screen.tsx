import { Form } from '@remix-run/react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { FormReply } from '~/i18n/form-reply';
import { formatInstant } from '~/i18n/formats';
import { Button, ButtonLink } from '~/screens/shared/button';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { JobProgress, type JobView } from '~/screens/shared/job-progress';
import { Notice } from '~/screens/shared/notice';
import { type Column, Table } from '~/screens/shared/table';
import { DeskPage } from '~/screens/shell/desk-page';
import { Csrf } from '~/screens/shell/viewer';

type FigureKey = 'H' | 'V' | 'C' | 'U' | 'B' | 'due' | 'paid';
type ComparedFigure = { key: FigureKey; packed: number; here: number | null };
export type PackageView = {
  job: JobView;
  fileName: string;
  mode: 'preview' | 'take';
  /** Of a package that was verified. */
  found: {
    division: string;
    season: string;
    asOf: string;
    madeAt: string;
    version: number;
    households: number;
    fingerprint: string;
    known: boolean;
    order: 'same' | 'first' | 'replaces' | 'other-sender';
    replaced: { division: string; version: number }[];
    figures: ComparedFigure[];
    needsComparing: boolean;
    fileThere: boolean;
  } | null;
  /** Of a package that was taken. */
  taken: { outcome: 'taken' | 'unchanged'; code: string; name: string; season: string; version: number; households: number } | null;
  mayLook: boolean;
};

/** One package: its verification, who sent it and what it changes, and the confirmation. */
export function PackageScreen({ view, reply, busy }: { view: PackageView; reply?: FormReply; busy: boolean }) {
  const { t } = useTranslation('packages');
  const working = view.job.state === 'waiting' || view.job.state === 'running';
  return (
    <DeskPage heading={view.fileName} breadcrumb={[{ name: t('title'), to: '/packages' }, { name: view.fileName }]}>
      <ErrorSummary reply={reply} />
      {working ? (
        <div className="card max-w-form p-4">
          <p className="mb-2 font-medium">{t(view.mode === 'preview' ? 'verify.working' : 'take.working')}</p>
          <JobProgress job={view.job} />
        </div>
      ) : view.taken ? (
        <Taken taken={view.taken} mayLook={view.mayLook} />
      ) : view.found ? (
        <Found found={view.found} reply={reply} busy={busy} />
      ) : (
        <>
          <Notice
            tone={view.job.state === 'failed' ? 'danger' : 'attention'}
            title={t(view.job.state === 'failed' ? 'verify.failed' : 'verify.refused')}
            live
          >
            {view.job.sentence && <p className="break-words">{view.job.sentence}</p>}
          </Notice>
          <ButtonLink to="/packages" icon="upload" look="main">
            {t('take.another')}
          </ButtonLink>
        </>
      )}
    </DeskPage>
  );
}

function Taken({ taken, mayLook }: { taken: NonNullable<PackageView['taken']>; mayLook: boolean }) {
  const { t } = useTranslation('packages');
  return (
    <>
      <Notice tone="ok" title={t(taken.outcome === 'taken' ? 'take.done' : 'take.same', { ...taken })} live />
      <p className="flex flex-wrap gap-3">
        {mayLook && (
          <ButtonLink to={`/coverage/${taken.code}?season=${taken.season}`} icon="coverage" look="main">
            {t('take.look')}
          </ButtonLink>
        )}
        <ButtonLink to="/packages" icon="upload" look="plain">
          {t('take.another')}
        </ButtonLink>
      </p>
    </>
  );
}

function Found({ found, reply, busy }: { found: NonNullable<PackageView['found']>; reply?: FormReply; busy: boolean }) {
  const { t } = useTranslation('packages');
  const replaced = found.replaced.map((one) => t('who.versionOf', one)).join('、');
  return (
    <>
      <Notice tone="ok" title={t('verify.ok')} live>
        {found.order === 'same' && <p>{t('who.nothing')}</p>}
      </Notice>
      <section className="card mb-4 max-w-form p-4" aria-labelledby="who">
        <h2 id="who" className="mb-2 text-lead font-semibold">
          {t('who.title')}
        </h2>
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
          <Pair name={t('who.division')}>{found.division}</Pair>
          <Pair name={t('who.season')}>{found.season}</Pair>
          <Pair name={t('who.asOf')}>{found.asOf}</Pair>
          <Pair name={t('who.madeAt')}>{formatInstant(found.madeAt)}</Pair>
          <Pair name={t('who.version')}>{found.version}</Pair>
          <Pair name={t('who.households')}>{found.households.toLocaleString('en-US')}</Pair>
          <Pair name={t('who.fingerprint')}>
            <span className="font-mono">{found.fingerprint}</span>
          </Pair>
        </dl>
        <p className={`mt-3 ${found.known ? 'text-ink-soft' : 'font-medium text-attention'}`}>
          {t(found.known ? 'who.known' : 'who.unknown')}
        </p>
        {found.order === 'other-sender' && <p className="mt-2 font-medium text-attention">{t('who.other')}</p>}
        {replaced !== '' && <p className="mt-2">{t('who.replaces', { what: replaced })}</p>}
      </section>
      <h2 className="mb-2 text-lead font-semibold">{t('figures.title', { season: found.season })}</h2>
      <div className="mb-4 max-w-form">
        <Figures figures={found.figures} season={found.season} />
      </div>
      {found.order === 'same' || !found.fileThere ? (
        <p>
          {found.order !== 'same' && <span className="mr-3">{t('gone')}</span>}
          <ButtonLink to="/packages" icon="upload" look="plain">
            {t('take.another')}
          </ButtonLink>
        </p>
      ) : (
        <Form method="post" className="flex flex-wrap items-center gap-4">
          <Csrf />
          {found.needsComparing && (
            <label className="flex min-h-target items-center gap-2">
              <input
                type="checkbox"
                name="compared"
                value="1"
                id="field-compared"
                className="h-5 w-5"
                defaultChecked={Boolean(reply?.typed?.compared)}
              />
              {t('compared')}
            </label>
          )}
          <Button look="main" icon="check" disabled={busy}>
            {t(busy ? 'starting' : 'confirm')}
          </Button>
          <ButtonLink to="/packages" icon="upload" look="quiet">
            {t('take.another')}
          </ButtonLink>
        </Form>
      )}
    </>
  );
}

function Pair({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-soft">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}

function Figures({ figures, season }: { figures: ComparedFigure[]; season: string }) {
  const { t } = useTranslation('packages');
  const text = ({ key }: ComparedFigure, value: number) =>
    key === 'due' || key === 'paid'
      ? (value / 100).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
      : value.toLocaleString('en-US');
  const columns: Column<ComparedFigure>[] = [
    { key: 'figure', heading: t('figures.figure'), cell: ({ key }) => t(`figures.${key}`) },
    { key: 'packed', heading: t('figures.packed'), number: true, cell: (row) => text(row, row.packed) },
    { key: 'here', heading: t('figures.here'), number: true, cell: (row) => (row.here === null ? t('figures.none') : text(row, row.here)) },
    {
      key: 'change',
      heading: t('figures.change'),
      number: true,
      cell: (row) => {
        const change = row.packed - (row.here ?? 0);
        return change === 0 ? '0' : `${change > 0 ? '+' : '−'}${text(row, Math.abs(change))}`;
      },
    },
  ];
  return <Table columns={columns} rows={figures} rowKey={({ key }) => key} caption={t('figures.title', { season })} />;
}
