import { Form, useNavigation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { ReceiptStatus } from '~/domain/sync/protocol';
import type { FormReply } from '~/i18n/form-reply';
import { Button } from '~/screens/shared/button';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Field } from '~/screens/shared/field';
import { Notice } from '~/screens/shared/notice';
import { Table } from '~/screens/shared/table';
import { DeskPage } from '~/screens/shell/desk-page';
import { Csrf } from '~/screens/shell/viewer';

export type UnsentResult = {
  by: string;
  part: { nth: number; of: number } | null;
  photos: { taken: number; refused: number };
  problems: number;
  drafts: { putBack: number; left: number };
  outcomes: { sequence: number | null; household: string | null; status: ReceiptStatus; sentence?: string }[];
};

/** Imports a phone's exported file and shows the result of each record in it. */
export function UnsentScreen({ result, reply }: { result?: UnsentResult; reply?: FormReply }) {
  const { t } = useTranslation('sync');
  const busy = useNavigation().state !== 'idle';
  return (
    <DeskPage heading={t('unsent.title')} breadcrumb={[{ name: t('devices.title'), to: '/devices' }, { name: t('unsent.title') }]} narrow>
      <ErrorSummary reply={reply} />
      {result && (
        <>
          <Notice tone="ok" title={t('unsent.result', { name: result.by, count: result.outcomes.length })} live>
            {result.problems > 0 && <p>{t('unsent.problems', { count: result.problems })}</p>}
            {result.photos.taken > 0 && <p>{t('unsent.photos', { count: result.photos.taken })}</p>}
            {result.photos.refused > 0 && <p>{t('unsent.photosRefused', { count: result.photos.refused })}</p>}
            {result.drafts.putBack > 0 && <p>{t('unsent.drafts', { count: result.drafts.putBack, name: result.by })}</p>}
            {result.drafts.left > 0 && <p>{t('unsent.draftsLeft', { count: result.drafts.left })}</p>}
            {result.part && <p>{t('unsent.part', result.part)}</p>}
          </Notice>
          {result.outcomes.length > 0 && (
            <div className="mb-6">
              <Table
                caption={t('unsent.title')}
                rows={result.outcomes}
                rowKey={(row) => `${row.sequence}-${row.household}`}
                columns={[
                  { key: 'household', heading: t('unsent.household'), cell: (row) => row.household ?? '—' },
                  {
                    key: 'status',
                    heading: t('unsent.outcome'),
                    cell: (row) => (
                      <>
                        {t(`unsent.status.${row.status}`)}
                        {row.sentence && <span className="block text-small text-ink-soft">{row.sentence}</span>}
                      </>
                    ),
                  },
                ]}
              />
            </div>
          )}
        </>
      )}
      <p className="mb-3 text-ink-soft">{t('unsent.intro')}</p>
      <Form method="post" encType="multipart/form-data" className="card max-w-form space-y-3 p-4">
        <Csrf />
        <Field name="file" type="file" accept=".json,application/json" label={t('unsent.file')} reply={reply} />
        <Button look="main" icon="upload" disabled={busy}>
          {t(busy ? 'unsent.busy' : 'unsent.import')}
        </Button>
      </Form>
    </DeskPage>
  );
}
