import { Form, Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { FormReply } from '~/i18n/form-reply';
import { formatInstant } from '~/i18n/formats';
import { Button } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { FileField } from '~/screens/shared/file-field';
import { type Column, Table } from '~/screens/shared/table';
import { DeskPage } from '~/screens/shell/desk-page';
import { Csrf } from '~/screens/shell/viewer';

type TakenInList = {
  division: string;
  name: string;
  place: string;
  /** Of the sender, in groups. */
  fingerprint: string;
  season: string;
  asOf: string;
  version: number;
  households: number;
  takenAt: string;
  by: string;
};
type Props = { fingerprint: string; taken: TakenInList[]; mayLook: boolean; reply?: FormReply; busy: boolean };

/** 数据包: a form to have a package verified, and the packages whose records are here. */
export function PackagesScreen({ fingerprint, taken, mayLook, reply, busy }: Props) {
  const { t } = useTranslation('packages');
  const columns: Column<TakenInList>[] = [
    {
      key: 'division',
      heading: t('taken.division'),
      cell: ({ division, name, place }) => (
        <>
          {mayLook ? (
            <Link className="link" to={`/coverage/${division}`}>
              {name}
            </Link>
          ) : (
            name
          )}
          <span className="ml-1 text-small text-ink-faint">{place}</span>
        </>
      ),
    },
    { key: 'season', heading: t('taken.season'), cell: ({ season }) => <span className="whitespace-nowrap">{season}</span> },
    { key: 'asOf', heading: t('taken.asOf'), cell: ({ asOf }) => <span className="whitespace-nowrap">{asOf}</span> },
    { key: 'version', heading: t('taken.version'), number: true, cell: ({ version }) => version },
    { key: 'households', heading: t('taken.households'), number: true, cell: ({ households }) => households.toLocaleString('en-US') },
    { key: 'at', heading: t('taken.at'), cell: ({ takenAt }) => <span className="whitespace-nowrap">{formatInstant(takenAt)}</span> },
    { key: 'by', heading: t('taken.by'), cell: ({ by }) => by },
    {
      key: 'sender',
      heading: t('taken.sender'),
      cell: (row) => <span className="whitespace-nowrap font-mono text-small">{row.fingerprint}</span>,
    },
  ];
  return (
    <DeskPage heading={t('title')}>
      <p className="mb-4 max-w-form text-ink-soft">{t('lead')}</p>
      <ErrorSummary reply={reply} />
      <Form method="post" encType="multipart/form-data" className="card mb-6 max-w-form p-4">
        <Csrf />
        <FileField name="package" label={t('choose')} accept=".zip,application/zip" browse={t('browse')} noneChosen={t('noneChosen')} />
        <p id="package-hint" className="mb-3 text-small text-ink-faint">
          {t('chooseHint')}
        </p>
        <Button look="main" icon="upload" disabled={busy}>
          {t(busy ? 'uploading' : 'check')}
        </Button>
      </Form>
      <h2 className="mb-2 text-lead font-semibold">{t('taken.title')}</h2>
      <Table
        columns={columns}
        rows={taken}
        rowKey={({ division }) => division}
        caption={t('taken.title')}
        empty={
          <EmptyState title={t('taken.none')}>
            <p>{t('taken.noneNext')}</p>
          </EmptyState>
        }
      />
      <p className="mt-6 max-w-form break-words text-small text-ink-faint">{t('own', { fingerprint })}</p>
    </DeskPage>
  );
}
