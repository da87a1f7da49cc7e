import { Form, Link, useNavigation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { unsentLost } from '~/domain/sync/unsent-lost';
import type { FormReply } from '~/i18n/form-reply';
import { formatInstant } from '~/i18n/formats';
import { FieldPictures } from '~/screens/conflicts/field-pictures';
import { fieldLabel, fieldText } from '~/screens/conflicts/field-words';
import { Button, ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Field } from '~/screens/shared/field';
import { Chip, Notice } from '~/screens/shared/notice';
import { SentPicture } from '~/screens/shared/sent-picture';
import { DeskPage } from '~/screens/shell/desk-page';
import { Csrf } from '~/screens/shell/viewer';
import { shownPhoneName } from './phone-name';

type ListedLate = {
  id: string;
  household: string;
  head: string | null;
  village: string;
  season: string;
  reason: string | null;
  by: string;
  phone: string;
  receivedAt: string;
  visitedAt: string;
  /** The time that the phone's clock showed, when it was wrong. */
  phoneSaid?: string;
  said: Readonly<Record<string, unknown>>;
  arrived: readonly string[];
};
type ListedDevice = {
  id: string;
  accountId: string;
  accountName: string;
  username: string;
  name: string;
  lastSeenAt: string;
  lastSequence: number;
  retiredAt: string | null;
  retiredBy: string | null;
  retiredReason: string | null;
  unsent: number | null;
  unsentAt: string | null;
};
type ListedSamePhoto = {
  sha256: string;
  arrived: boolean;
  households: { number: string; head: string; village: string }[];
  elsewhere: number;
};
export type DevicesDone = { what: 'retire' | 'takeBack' | 'release' | 'setAside'; became: string | null };

type Props = {
  late: readonly ListedLate[];
  devices: readonly ListedDevice[];
  photos: readonly ListedSamePhoto[];
  done: DevicesDone | null;
  reply?: FormReply;
};

/** Late records to be looked at, the phones of the people in scope, and photos used for several households. */
export function DevicesScreen({ late, devices, photos, done, reply }: Props) {
  const { t } = useTranslation(['sync', 'survey', 'enums']);
  return (
    <DeskPage
      heading={t('sync:devices.title')}
      actions={
        <ButtonLink to="/devices/import" icon="upload">
          {t('sync:devices.import')}
        </ButtonLink>
      }
    >
      {done && !reply && <Notice tone={done.became === 'conflict' ? 'attention' : 'ok'} title={doneText(done)} live />}
      <ErrorSummary reply={reply} />
      <section aria-labelledby="late" className="mb-6">
        <h2 id="late" className="mb-1 text-lead">
          {late.length > 0 ? t('sync:devices.late', { count: late.length }) : t('sync:devices.lateNone')}
        </h2>
        {late.length > 0 && <p className="mb-2 text-ink-soft">{t('sync:devices.lateIntro')}</p>}
        <ul className="space-y-2">
          {late.map((record) => (
            <LateCard key={record.id} record={record} reply={reply?.typed.id === record.id ? reply : undefined} />
          ))}
        </ul>
      </section>
      {photos.length > 0 && (
        <section aria-labelledby="photos" className="mb-6">
          <h2 id="photos" className="mb-1 text-lead">
            {t('sync:devices.photos', { count: photos.length })}
          </h2>
          <p className="mb-2 text-ink-soft">{t('sync:devices.photosIntro')}</p>
          <ul className="grid gap-2 tablet:grid-cols-2">
            {photos.map((photo) => (
              <li key={photo.sha256} className="card flex gap-3 p-3">
                <div className="shrink-0">
                  <SentPicture
                    sha256={photo.sha256}
                    label={t('sync:devices.photo')}
                    arrived={photo.arrived}
                    className="h-24 w-24 object-cover"
                  />
                </div>
                <ul className="min-w-0 break-words">
                  {photo.households.map((one) => (
                    <li key={one.number}>
                      <Link className="link" to={`/households/${encodeURIComponent(one.number)}`}>
                        {one.head} · {one.number}
                      </Link>{' '}
                      <span className="text-ink-soft">{one.village}</span>
                    </li>
                  ))}
                  {photo.elsewhere > 0 && (
                    <li className="text-ink-soft">{t('sync:devices.photosElsewhere', { count: photo.elsewhere })}</li>
                  )}
                </ul>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section aria-labelledby="phones">
        <h2 id="phones" className="mb-2 text-lead">
          {t('sync:devices.phones', { count: devices.length })}
        </h2>
        {devices.length === 0 ? (
          <EmptyState>
            <p>{t('sync:devices.phonesNone')}</p>
          </EmptyState>
        ) : (
          <ul className="space-y-2">
            {devices.map((device) => (
              <DeviceCard
                key={`${device.id} ${device.accountId}`}
                device={device}
                reply={reply?.typed.device === device.id && reply.typed.account === device.accountId ? reply : undefined}
              />
            ))}
          </ul>
        )}
      </section>
    </DeskPage>
  );

  function doneText({ what, became }: DevicesDone): string {
    const words = became === 'same' || became === 'merged' || became === 'conflict' || became === 'quarantined' ? became : 'received';
    return t(`sync:devices.done.${what}`, { became: t(`sync:devices.became.${words}`) });
  }
}

function LateCard({ record, reply }: { record: ListedLate; reply?: FormReply }) {
  const { t } = useTranslation(['sync', 'survey', 'enums']);
  const busy = useNavigation().state !== 'idle';
  const fields = Object.entries(record.said);
  const reason =
    record.reason === 'retired' || record.reason === 'season_closed' || record.reason === 'handed_over' ? record.reason : 'out_of_scope';
  return (
    <li className="card p-3">
      <p className="flex flex-wrap items-center gap-2">
        <span className="min-w-0 font-semibold [overflow-wrap:anywhere]">
          {record.head ?? t('sync:devices.unknownHousehold')} · {record.household}
        </span>
        <span className="text-ink-soft">
          {record.village} · {record.season}
        </span>
        <Chip tone="attention" icon="alert">
          {t(`sync:devices.reason.${reason}`)}
        </Chip>
      </p>
      <p className="text-small text-ink-faint">
        {t('sync:devices.sent', {
          name: record.by,
          phone: shownPhoneName(record.phone) || t('sync:devices.phoneUnnamed'),
          at: formatInstant(record.receivedAt),
        })}{' '}
        · {t('sync:devices.visited', { at: formatInstant(record.visitedAt) })}
        {record.phoneSaid && ` · ${t('sync:conflict.phoneSaid', { at: formatInstant(record.phoneSaid) })}`}
      </p>
      <dl className="my-2 flex flex-wrap gap-x-4 gap-y-0.5 text-small">
        {fields.map(([field, value]) => (
          <div key={field} className="flex min-w-0 gap-1">
            <dt className="shrink-0 text-ink-faint">{fieldLabel(t, field)}</dt>
            <dd className="min-w-0 break-words">{fieldText(t, field, value)}</dd>
          </div>
        ))}
      </dl>
      {fields.map(([field, value]) => (
        <FieldPictures key={field} field={field} value={value} arrived={record.arrived} />
      ))}
      <div className="mt-3 flex flex-col gap-3 desk:flex-row desk:items-end">
        <Form method="post" className="flex flex-col">
          <Csrf />
          <input type="hidden" name="id" value={record.id} />
          <Button name="do" value="release" look="main" disabled={busy}>
            {t('sync:devices.release')}
          </Button>
        </Form>
        <Form method="post" noValidate className="flex flex-1 items-end gap-2">
          <Csrf />
          <input type="hidden" name="id" value={record.id} />
          <div className="min-w-0 flex-1">
            <Field name="reason" id={reply ? undefined : `why-${record.id}`} label={t('sync:devices.why')} reply={reply} />
          </div>
          <Button name="do" value="set-aside" disabled={busy}>
            {t('sync:devices.setAside')}
          </Button>
        </Form>
      </div>
    </li>
  );
}

function DeviceCard({ device, reply }: { device: ListedDevice; reply?: FormReply }) {
  const { t } = useTranslation(['sync', 'retired']);
  const busy = useNavigation().state !== 'idle';
  const isRetired = device.retiredAt !== null;
  const lost = unsentLost(device.unsent);
  return (
    <li className="card flex flex-col gap-2 p-3 desk:flex-row desk:items-start desk:gap-6">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-semibold">{device.accountName}</span>
          <span className="min-w-0 break-words">{shownPhoneName(device.name) || t('devices.phoneUnnamed')}</span>
          {isRetired ? (
            <Chip tone="danger" icon="stop">
              {t('devices.retired')}
            </Chip>
          ) : (
            <Chip tone="ok" icon="ok">
              {t('devices.active')}
            </Chip>
          )}
        </p>
        <p className="text-small text-ink-faint">
          {t('devices.seen')} {formatInstant(device.lastSeenAt)} · {t('devices.records')} {device.lastSequence}
          {' · '}
          {device.unsent === null || device.unsentAt === null
            ? t('retired:report.unknown')
            : t(device.unsent === 0 ? 'retired:report.none' : 'retired:report.known', {
                at: formatInstant(device.unsentAt),
                count: device.unsent,
              })}
        </p>
        {isRetired && <p className="text-small">{t('devices.retiredBy', { name: device.retiredBy, reason: device.retiredReason })}</p>}
        {!isRetired && <p className="text-small text-ink-soft">{whatRetiringDoes()}</p>}
      </div>
      <Form method="post" noValidate className="flex flex-wrap items-end gap-2 desk:w-96 desk:shrink-0">
        <Csrf />
        <input type="hidden" name="device" value={device.id} />
        <input type="hidden" name="account" value={device.accountId} />
        <div className="min-w-48 flex-1">
          <Field
            name="reason"
            id={reply ? undefined : `reason-${device.id}-${device.accountId}`}
            label={t('devices.retireWhy')}
            reply={reply}
          />
        </div>
        {!isRetired && lost !== null && <KnowsWhatIsLost device={device} lost={lost} reply={reply} />}
        <Button name="do" value={isRetired ? 'take-back' : 'retire'} look={isRetired ? 'plain' : 'danger'} disabled={busy}>
          {t(isRetired ? 'devices.takeBack' : 'devices.retire')}
        </Button>
      </Form>
    </li>
  );

  function whatRetiringDoes(): string {
    const what = t('retired:confirm.what');
    if (device.unsent === null) return `${what} ${t('retired:confirm.unknown')}`;
    return device.unsent === 0 ? what : `${what} ${t('retired:confirm.unsent', { count: device.unsent })}`;
  }
}

/** What is lost is said again at the tick, so that nobody ticks it for another number than they read. */
function KnowsWhatIsLost({ device, lost, reply }: { device: ListedDevice; lost: string; reply?: FormReply }) {
  const { t } = useTranslation('retired');
  const problem = reply?.problems.find(({ field }) => field === 'lost');
  const id = problem ? 'lost' : `lost-${device.id}-${device.accountId}`;
  return (
    <div className="min-w-0 basis-full">
      <label htmlFor={id} className="flex min-h-target items-center gap-2">
        <input
          id={id}
          type="checkbox"
          name="lost"
          value={lost}
          className="h-5 w-5 shrink-0"
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem ? `${id}-problem` : undefined}
        />
        <span>{device.unsent === null ? t('confirm.tickUnknown') : t('confirm.tick', { count: device.unsent })}</span>
      </label>
      {problem && (
        <p id={`${id}-problem`} className="text-small text-danger">
          {problem.sentence}
        </p>
      )}
    </div>
  );
}
