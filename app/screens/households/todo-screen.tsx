import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { Icon, type IconName } from '~/screens/shared/icon';
import { WorkPage } from './work-page';

export type TodoItem = { number: string; head: string; address: string | null; village: string; day: string; count: number };
export type TodoList = { rows: TodoItem[]; total: number };
export type TodoScreenProps = { season: string; returned: TodoList; drafts: TodoList; nobody: TodoList; left: number };

/** 待办: what waits for this cadre. */
export function TodoScreen({ season, returned, drafts, nobody, left }: TodoScreenProps) {
  const { t } = useTranslation('households');
  const nothing = returned.total + drafts.total + nobody.total === 0;
  return (
    <WorkPage heading={t('todo.heading')}>
      {nothing && (
        <EmptyState title={t('todo.none')}>
          <p>{t('todo.noneNow', { count: left, season })}</p>
          <p className="mt-3"><ButtonLink to="/villages">{t('todo.toVillages')}</ButtonLink></p>
        </EmptyState>
      )}
      <TodoSection name="returned" icon="back" list={returned} to={(item) => `/households/${encodeURIComponent(item.number)}/visit`} />
      <TodoSection name="drafts" icon="edit" list={drafts} to={(item) => `/households/${encodeURIComponent(item.number)}/visit`} />
      <TodoSection name="nobody" icon="clock" list={nobody} to={(item) => `/households/${encodeURIComponent(item.number)}`} />
    </WorkPage>
  );
}

function TodoSection({ name, icon, list, to }: { name: 'returned' | 'drafts' | 'nobody'; icon: IconName; list: TodoList; to: (item: TodoItem) => string }) {
  const { t } = useTranslation('households');
  if (list.total === 0) return null;
  return (
    <section className="mb-6">
      <h2 className="mb-2 flex items-center gap-2 text-lead"><Icon name={icon} className="text-ink-soft" />{t(`todo.${name}`, { count: list.total })}</h2>
      <ul className="space-y-2">
        {list.rows.map((item) => (
          <li key={item.number}>
            <Link to={to(item)} className="card block px-3 py-2 text-ink no-underline hover:border-action-line">
              <span className="flex items-baseline gap-2">
                <span className="min-w-0 flex-1 font-semibold">{item.address ?? item.number}<span className="ml-2 font-normal">{item.head}</span></span>
                <span className="shrink-0 text-small text-ink-soft">{item.village}</span>
              </span>
              <span className="text-small text-ink-soft">{t(`todo.${name}Line`, { count: item.count, day: item.day })}</span>
            </Link>
          </li>
        ))}
      </ul>
      {list.total > list.rows.length && <p className="mt-2 text-small text-ink-soft">{t('shown', { shown: list.rows.length, found: list.total })}</p>}
    </section>
  );
}
