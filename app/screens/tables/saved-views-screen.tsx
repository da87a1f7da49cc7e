import { Form, Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { SavedView } from '~/domain/tables/saved-view';
import type { FormReply } from '~/i18n/form-reply';
import { Button } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { DeskPage } from '~/screens/shell/desk-page';
import { Csrf } from '~/screens/shell/viewer';

/** 常用视图: all views of the person, to open, rename and delete. */
export function SavedViewsScreen({ views, reply }: { views: readonly SavedView[]; reply?: FormReply }) {
  const { t } = useTranslation('tables');
  return (
    <DeskPage heading={t('manage.title')} narrow>
      <ErrorSummary reply={reply} />
      <p className="mb-4 text-ink-soft">{t('manage.lead')}</p>
      {views.length === 0 && (
        <EmptyState title={t('manage.none')}>
          <p>{t('manage.noneNow')}</p>
        </EmptyState>
      )}
      <ul className="space-y-2">
        {views.map((view) => (
          <li key={view.id} className="card flex flex-wrap items-center gap-x-4 gap-y-2 p-3">
            <p className="min-w-0 flex-1">
              <Link className="link break-words font-medium" to={view.address}>
                {view.name}
              </Link>
              <span className="block text-small text-ink-soft">{t(`list.${view.list}`)}</span>
            </p>
            <Form method="post" className="flex gap-2">
              <Csrf />
              <input type="hidden" name="id" value={view.id} />
              <input
                key={view.name}
                name="name"
                defaultValue={reply?.typed.id === view.id && typeof reply.typed.name === 'string' ? reply.typed.name : view.name}
                required
                maxLength={30}
                autoComplete="off"
                aria-label={t('manage.name')}
                className="field-box w-44"
              />
              <Button name="do" value="rename">
                {t('manage.rename')}
              </Button>
              <Button name="do" value="delete" look="danger" formNoValidate>
                {t('manage.delete')}
              </Button>
            </Form>
          </li>
        ))}
      </ul>
    </DeskPage>
  );
}
