import { Form, Link, useNavigation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { FormReply } from '~/i18n/form-reply';
import { formatInstant } from '~/i18n/formats';
import { Button } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Field } from '~/screens/shared/field';
import { Chip } from '~/screens/shared/notice';
import { type Column, Table } from '~/screens/shared/table';
import { DeskPage } from '~/screens/shell/desk-page';
import { Csrf } from '~/screens/shell/viewer';

type Span = { firstStart: string; lastStart: string; firstEnd: string; lastEnd: string };
export type SeasonRow = { name: string; closedAt: string | null; span: Span | null };

/** One day, or from the earliest to the latest where counties differ. */
function Days({ first, last }: { first: string | undefined; last: string | undefined }) {
  if (!first || !last) return <>—</>;
  return <span className="whitespace-nowrap tabular-nums">{first === last ? first : `${first} ~ ${last}`}</span>;
}

export function SeasonStateChip({ closedAt }: { closedAt: string | null }) {
  const { t } = useTranslation('accounts');
  return closedAt ? (
    <Chip icon="lock">{t('seasons.closedAt', { at: formatInstant(closedAt) })}</Chip>
  ) : (
    <Chip tone="ok" icon="ok">
      {t('seasons.open')}
    </Chip>
  );
}

export function SeasonsScreen({
  seasons,
  suggested,
  reply,
}: {
  seasons: SeasonRow[];
  suggested: { season: string; startsOn: string; endsOn: string };
  reply?: FormReply;
}) {
  const { t } = useTranslation('accounts');
  const busy = useNavigation().state !== 'idle';
  const columns: Column<SeasonRow>[] = [
    {
      key: 'name',
      heading: t('seasons.name'),
      cell: (row) => (
        <Link className="link" to={`/settings/seasons/${row.name}`}>
          {row.name}
        </Link>
      ),
    },
    { key: 'starts', heading: t('seasons.startsOn'), cell: (row) => <Days first={row.span?.firstStart} last={row.span?.lastStart} /> },
    { key: 'ends', heading: t('seasons.endsOn'), cell: (row) => <Days first={row.span?.firstEnd} last={row.span?.lastEnd} /> },
    { key: 'state', heading: t('seasons.state'), cell: (row) => <SeasonStateChip closedAt={row.closedAt} /> },
  ];
  return (
    <DeskPage heading={t('seasons.title')}>
      <ErrorSummary reply={reply} />
      <div className="grid items-start gap-4 wide:grid-cols-[minmax(0,1fr)_400px]">
        <Table
          columns={columns}
          rows={seasons}
          rowKey={(row) => row.name}
          caption={t('seasons.title')}
          empty={
            <EmptyState title={t('seasons.none')}>
              <p>{t('seasons.noneNext')}</p>
            </EmptyState>
          }
        />
        <Form method="post" noValidate className="card no-print flex flex-col gap-4 p-4">
          <Csrf />
          <h2 className="font-semibold">{t('seasons.new')}</h2>
          <Field name="season" label={t('seasons.name')} hint={t('seasons.nameHint')} reply={reply} stored={suggested.season} />
          <Field name="startsOn" type="date" label={t('seasons.startsOn')} reply={reply} stored={suggested.startsOn} />
          <Field name="endsOn" type="date" label={t('seasons.endsOn')} reply={reply} stored={suggested.endsOn} />
          <div>
            <Button look="main" disabled={busy}>
              {t('seasons.submit')}
            </Button>
          </div>
        </Form>
      </div>
    </DeskPage>
  );
}
