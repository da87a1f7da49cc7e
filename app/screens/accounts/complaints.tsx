import { Form, useNavigation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { OwnComplaint } from '~/domain/sync/protocol';
import type { FormReply } from '~/i18n/form-reply';
import { formatInstant } from '~/i18n/formats';
import { Button } from '~/screens/shared/button';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { TextField } from '~/screens/shared/field';
import { Chip } from '~/screens/shared/notice';
import { Csrf } from '~/screens/shell/viewer';

/** What one has to say, and what became of it. */
export function Complaints({ complaints, reply }: { complaints: readonly OwnComplaint[]; reply?: FormReply }) {
  const { t } = useTranslation('accounts');
  const busy = useNavigation().state !== 'idle';
  return (
    <>
      <ErrorSummary reply={reply} />
      {/* A new key after sending: the field is empty again. */}
      <Form method="post" noValidate className="card mb-4 flex flex-col gap-4 p-4" key={complaints[0]?.id ?? 'first'}>
        <Csrf />
        <TextField name="text" label={t('feedback.text')} hint={t('feedback.hint')} reply={reply} rows={5} />
        <Button look="main" disabled={busy}>
          {t('feedback.submit')}
        </Button>
      </Form>
      {complaints.length > 0 && (
        <section>
          <h2 className="mb-2 font-semibold">{t('feedback.own')}</h2>
          <ul className="space-y-2">
            {complaints.map((complaint) => (
              <li key={complaint.id} className="card p-3">
                <p className="mb-1 flex items-center justify-between gap-2 text-small text-ink-faint">
                  {formatInstant(complaint.createdAt)}
                  {complaint.answer ? (
                    <Chip tone="ok" icon="ok">
                      {t('feedback.answered')}
                    </Chip>
                  ) : (
                    <Chip icon="clock">{t('feedback.open')}</Chip>
                  )}
                </p>
                <p className="whitespace-pre-wrap">{complaint.text}</p>
                {complaint.answer && <p className="mt-2 whitespace-pre-wrap border-l-4 border-action-line pl-3">{complaint.answer}</p>}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
