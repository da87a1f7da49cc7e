import { Form, useNavigation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { Role } from '~/domain/contract/enumerations';
import type { FormReply } from '~/i18n/form-reply';
import { formatInstant } from '~/i18n/formats';
import { Button } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { TextField } from '~/screens/shared/field';
import { Chip, Notice } from '~/screens/shared/notice';
import { DeskPage } from '~/screens/shell/desk-page';
import { Csrf } from '~/screens/shell/viewer';

export type ListedComplaint = {
  id: string;
  text: string;
  createdAt: string;
  by: string | null;
  role: Role | null;
  answer: string | null;
  answeredAt: string | null;
  answeredBy: string | null;
};

export function ComplaintsScreen({ complaints, reply, done }: { complaints: ListedComplaint[]; reply?: FormReply; done: boolean }) {
  const { t } = useTranslation(['accounts', 'enums', 'common']);
  const busy = useNavigation().state !== 'idle';
  const refusedAt = reply?.typed.id;
  return (
    <DeskPage heading={t('complaints.title')} narrow>
      {done && !reply && <Notice tone="ok" title={t('complaints.done')} live />}
      <ErrorSummary reply={reply} />
      {complaints.length === 0 && (
        <EmptyState title={t('complaints.none')}>
          <p>{t('complaints.noneNext')}</p>
        </EmptyState>
      )}
      <ul className="space-y-3">
        {complaints.map((complaint) => {
          const own = refusedAt === complaint.id ? reply : undefined;
          return (
            <li key={complaint.id} className="card p-4">
              <p className="mb-1 flex flex-wrap items-center justify-between gap-2 text-small text-ink-faint">
                <span>
                  {formatInstant(complaint.createdAt)} · {complaint.by ?? t('complaints.gone')}
                  {complaint.role && ` · ${t(`enums:role.${complaint.role}`)}`}
                </span>
                {complaint.answer ? (
                  <Chip tone="ok" icon="ok">
                    {t('feedback.answered')}
                  </Chip>
                ) : (
                  <Chip tone="attention" icon="clock">
                    {t('feedback.open')}
                  </Chip>
                )}
              </p>
              <p className="mb-3 whitespace-pre-wrap">{complaint.text}</p>
              {complaint.answer ? (
                <div className="border-l-4 border-action-line pl-3">
                  <p className="whitespace-pre-wrap">{complaint.answer}</p>
                  <p className="text-small text-ink-faint">
                    {complaint.answeredBy} · {complaint.answeredAt && formatInstant(complaint.answeredAt)}
                  </p>
                </div>
              ) : (
                <Form method="post" noValidate className="flex flex-col gap-2">
                  <Csrf />
                  <input type="hidden" name="id" value={complaint.id} />
                  <TextField
                    name="answer"
                    id={own ? undefined : `answer-${complaint.id}`}
                    label={t('complaints.answer')}
                    reply={own}
                    rows={3}
                  />
                  <Button disabled={busy}>{t('complaints.submit')}</Button>
                </Form>
              )}
            </li>
          );
        })}
      </ul>
    </DeskPage>
  );
}
