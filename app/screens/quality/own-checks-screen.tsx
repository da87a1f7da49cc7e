import { useTranslation } from 'react-i18next';
import type { FieldCheck } from '~/domain/sync/protocol';
import { EmptyState } from '~/screens/shared/empty-state';
import { Notice } from '~/screens/shared/notice';
import { DeskPage } from '~/screens/shell/desk-page';
import { ChecksToDo } from './checks-to-do';

export function OwnChecksScreen({ checks, done }: { checks: readonly FieldCheck[]; done: boolean }) {
  const { t } = useTranslation('quality');
  return (
    <DeskPage heading={t('todo.heading')} narrow>
      {done && <Notice tone="ok" title={t('todo.done')} live />}
      {checks.length === 0 ? (
        <EmptyState title={t('todo.none')}>
          <p>{t('todo.noneNext')}</p>
        </EmptyState>
      ) : (
        <ChecksToDo checks={checks} />
      )}
    </DeskPage>
  );
}
