import { Form, useNavigation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { FormReply } from '~/i18n/form-reply';
import { Button } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Field } from '~/screens/shared/field';
import { Notice } from '~/screens/shared/notice';
import { DeskPage } from '~/screens/shell/desk-page';
import { Csrf } from '~/screens/shell/viewer';

type Division = { code: string; name: string; level: 'county' | 'township'; above: string; phone: string | null };

/** 值班电话: what stands behind the call buttons of the cadres below. */
export function DutyPhonesScreen({ divisions, reply, done }: { divisions: Division[]; reply?: FormReply; done: string | null }) {
  const { t } = useTranslation('findings');
  const busy = useNavigation().state !== 'idle';
  return (
    <DeskPage heading={t('duty.title')} narrow>
      {done && !reply && <Notice tone="ok" title={t('duty.done')} live />}
      <ErrorSummary reply={reply} />
      <p className="mb-4 text-ink-soft">{t('duty.what')}</p>
      {divisions.length === 0 && <EmptyState title={t('duty.none')}>{t('duty.noneNext')}</EmptyState>}
      <ul className="space-y-2">
        {divisions.map((division) => {
          const own = reply?.typed.code === division.code ? reply : undefined;
          return (
            <li key={division.code} className="card p-3">
              <Form method="post" noValidate className="flex flex-wrap items-end gap-3">
                <Csrf />
                <input type="hidden" name="code" value={division.code} />
                <div className="min-w-0 flex-1">
                  <Field
                    key={division.phone ?? ''}
                    id={own ? undefined : `phone-${division.code}`}
                    name="phone"
                    label={division.level === 'county' ? division.name : t('duty.of', { above: division.above, name: division.name })}
                    inputMode="tel"
                    autoComplete="off"
                    reply={own}
                    stored={division.phone ?? ''}
                  />
                </div>
                <Button disabled={busy}>{t('duty.save')}</Button>
              </Form>
            </li>
          );
        })}
      </ul>
    </DeskPage>
  );
}
