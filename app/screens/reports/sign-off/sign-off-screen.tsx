import { Form, Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { DivisionStep } from '~/domain/coverage/division';
import type { SignedState, SigningLevel } from '~/domain/report/sign-off';
import { isAnythingOpen, type OpenCounts, openText } from '~/domain/report/what-is-open';
import type { UndecidedRecordsAt } from '~/domain/sync/what-waits';
import { type FormReply, typedAt } from '~/i18n/form-reply';
import { formatInstant } from '~/i18n/formats';
import { AsOf } from '~/screens/coverage/as-of';
import { Button } from '~/screens/shared/button';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { TextField } from '~/screens/shared/field';
import { Notice } from '~/screens/shared/notice';
import { SeasonSwitch } from '~/screens/shared/season-switch';
import { DeskPage } from '~/screens/shell/desk-page';
import { Csrf } from '~/screens/shell/viewer';
import { WaitingPlaces } from '../waiting-places';
import { signOffAddress, versionAddress } from './addresses';
import { Counties, type CountyRow } from './counties';
import { OpenItems } from './open-items';
import { SignedStateChip } from './state-chip';
import { type TownshipRow, Townships } from './townships';

type VersionLine = {
  id: string;
  version: number;
  state: SignedState;
  level: SigningLevel;
  preparedAt: string;
  preparer: string;
  asOf: string;
};

type Props = {
  trail: readonly DivisionStep[];
  seasons: readonly string[];
  season: string;
  closed: boolean;
  asOf: string;
  open: OpenCounts | null;
  waiting: readonly UndecidedRecordsAt[];
  townships: readonly TownshipRow[];
  counties: readonly CountyRow[];
  versions: readonly VersionLine[];
  mayPrepare: boolean;
  mayClose: readonly string[];
  /** The job that freezes a version this person just asked for. */
  job: string | null;
  done: 'closed' | 'reopened' | null;
  reply?: FormReply;
  busy: boolean;
};

/** 定稿与报送: what is open, who has closed, and the versions of a report on its way up. */
export function SignOffScreen(props: Props) {
  const {
    trail,
    seasons,
    season,
    closed,
    asOf,
    open,
    waiting,
    townships,
    counties,
    versions,
    mayPrepare,
    mayClose,
    job,
    done,
    reply,
    busy,
  } = props;
  const { t } = useTranslation('sign-off');
  const division = trail[trail.length - 1]!;
  return (
    <DeskPage
      heading={t('title', { name: division.name })}
      breadcrumb={trail.map((step, place) => ({
        name: step.name,
        to: place < trail.length - 1 ? signOffAddress(step.code, season) : undefined,
      }))}
      season={<SeasonSwitch seasons={seasons} current={season} />}
      asOf={<AsOf season={season} day={asOf} closed={closed} />}
    >
      <p className="mb-4 max-w-form text-ink-soft">{t('lead')}</p>
      {job && (
        <Notice tone="ok" live title={t('prepare.asked')}>
          <Link className="link" to={`/jobs/${encodeURIComponent(job)}`}>
            {t('prepare.job')}
          </Link>
        </Notice>
      )}
      {done && <Notice tone="ok" live title={t(done === 'closed' ? 'township.done' : 'township.undone')} />}
      <ErrorSummary reply={reply} />
      {open && (
        <section className="card mb-6 p-4" aria-labelledby="open-title">
          <h2 className="mb-2 text-lead font-semibold" id="open-title">
            {t('open.title')}
          </h2>
          <p className="mb-2 max-w-form text-ink-soft">{t('open.lead')}</p>
          <WaitingPlaces waiting={waiting} season={season} />
          <OpenItems open={open} now={{ code: division.code, season }} />
          {mayPrepare && (
            <Prepare
              open={open}
              season={season}
              version={(versions[0]?.version ?? 0) + 1}
              reply={reply && typedAt(reply, 'do') === 'prepare' ? reply : undefined}
              busy={busy}
            />
          )}
        </section>
      )}
      {open && <Versions code={division.code} versions={versions} />}
      {counties.length > 0 && <Counties counties={counties} season={season} />}
      <Townships townships={townships} season={season} mayClose={mayClose} reply={reply} busy={busy} />
    </DeskPage>
  );
}

function Prepare({
  open,
  season,
  version,
  reply,
  busy,
}: {
  open: OpenCounts;
  season: string;
  version: number;
  reply?: FormReply;
  busy: boolean;
}) {
  const { t } = useTranslation('sign-off');
  return (
    <Form method="post" className="mt-4 flex max-w-form flex-col gap-3 border-t border-line pt-4">
      <Csrf />
      <h3 className="font-semibold">{t('prepare.title', { version })}</h3>
      <input type="hidden" name="season" value={season} />
      <input type="hidden" name="seen" value={openText(open)} />
      {isAnythingOpen(open) && (
        <TextField name="reason" label={t('prepare.reason')} hint={t('prepare.reasonHint')} rows={2} maxLength={500} reply={reply} />
      )}
      <div>
        <Button look="main" icon="lock" name="do" value="prepare" disabled={busy}>
          {t('prepare.button')}
        </Button>
      </div>
      <p className="text-small text-ink-faint">{t('prepare.hint')}</p>
    </Form>
  );
}

function Versions({ code, versions }: { code: string; versions: readonly VersionLine[] }) {
  const { t } = useTranslation('sign-off');
  return (
    <section className="card mb-6 p-4" aria-labelledby="versions-title">
      <h2 className="mb-2 text-lead font-semibold" id="versions-title">
        {t('versions.title')}
      </h2>
      {versions.length === 0 && <p className="text-ink-soft">{t('versions.none')}</p>}
      <ul className="divide-y divide-line">
        {versions.map(({ id, version, state, level, preparedAt, preparer, asOf }) => (
          <li key={id} className="flex min-h-target flex-wrap items-center gap-x-4 gap-y-1 py-2">
            <Link className="link font-medium" to={versionAddress(code, id)}>
              {t('versions.number', { version })}
            </Link>
            <SignedStateChip level={level} state={state} />
            <span className="text-small text-ink-soft">
              {t('versions.asOf', { day: asOf })} · {t('versions.prepared', { by: preparer, at: formatInstant(preparedAt) })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
