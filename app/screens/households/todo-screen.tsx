import { Link } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import type { FieldCheck } from '~/domain/sync/protocol';
import { type TodoFinding, TodoFindings } from '~/screens/findings/cadre-findings';
import { ChecksToDo } from '~/screens/quality/checks-to-do';
import { ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { Icon, type IconName } from '~/screens/shared/icon';
import { WorkPage } from './work-page';

export type TodoItem = { number: string; head: string; address: string | null; village: string; day: string; count: number };
export type TodoList = { rows: TodoItem[]; total: number };
export type NextDoor = { number: string; head: string; address: string | null; village: string };
/** `day`: today; `next`: the nearest households not visited yet; `left`: how many there are. */
export type TodoScreenProps = {
  season: string;
  day: string;
  /** 抽查 that were given to this person. */
  checks: readonly FieldCheck[];
  returned: TodoList;
  drafts: TodoList;
  nobody: TodoList;
  next: NextDoor[];
  left: number;
  findings: { rows: TodoFinding[]; total: number };
};

/** 今日清单: today's work: findings, spot checks, returned visits, drafts, households where nobody was at home, the next doors. */
export function TodoScreen({ season, day, checks, returned, drafts, nobody, next, left, findings }: TodoScreenProps) {
  const { t } = useTranslation(['households', 'phone', 'quality']);
  const calledToday = nobody.rows.filter((item) => item.day === day).length;
  const again: TodoList = { rows: nobody.rows.filter((item) => item.day !== day), total: nobody.total - calledToday };
  const nothing = checks.length + returned.total + drafts.total + again.total + left + findings.total === 0;
  return (
    <WorkPage heading={t('phone:todo.heading')}>
      <p className="mb-3 text-ink-soft">{t('phone:todo.today', { day: day.slice(5).replace('-', '/') })}</p>
      {nothing && (
        <EmptyState title={t('phone:todo.none')}>
          <p>{t(calledToday > 0 ? 'phone:todo.noneTomorrow' : 'phone:todo.noneNow', { count: calledToday, season })}</p>
          <p className="mt-3">
            <ButtonLink to="/villages">{t('phone:todo.toVillages')}</ButtonLink>
          </p>
        </EmptyState>
      )}
      <TodoFindings {...findings} today={day} />
      <ChecksToDo checks={checks} />
      <TodoSection name="returned" icon="back" list={returned} to={(item) => `/households/${encodeURIComponent(item.number)}/visit`} />
      <TodoSection name="drafts" icon="edit" list={drafts} to={(item) => `/households/${encodeURIComponent(item.number)}/visit`} />
      <TodoSection name="nobody" icon="clock" list={again} to={(item) => `/households/${encodeURIComponent(item.number)}`} />
      {next.length > 0 && (
        <section className="mb-6">
          <h2 className="mb-2 flex items-center gap-2 text-lead">
            <Icon name="household" className="text-ink-soft" />
            {t('phone:todo.next', { count: left })}
          </h2>
          <ul className="space-y-2">
            {next.map((door) => (
              <li key={door.number}>
                <TodoLine item={door} to={`/households/${encodeURIComponent(door.number)}`} />
              </li>
            ))}
          </ul>
          {left > next.length && (
            <p className="mt-3">
              <ButtonLink to="/villages" wide>
                {t('phone:todo.toVillages')}
              </ButtonLink>
            </p>
          )}
        </section>
      )}
    </WorkPage>
  );
}

/** Door and name in large type, with the village and the reason below. */
function TodoLine({ item, to, why }: { item: NextDoor; to: string; why?: string }) {
  return (
    <Link to={to} className="card block min-h-target px-3 py-2 text-ink no-underline hover:border-action-line">
      <span className="block font-semibold">
        {item.address ?? item.number}
        <span className="ml-2 font-normal">{item.head}</span>
      </span>
      <span className="block text-small text-ink-soft">{item.village}</span>
      {why && <span className="block text-small text-ink-soft">{why}</span>}
    </Link>
  );
}

function TodoSection({
  name,
  icon,
  list,
  to,
}: {
  name: 'returned' | 'drafts' | 'nobody';
  icon: IconName;
  list: TodoList;
  to: (item: TodoItem) => string;
}) {
  const { t } = useTranslation(['households', 'phone']);
  if (list.total === 0) return null;
  return (
    <section className="mb-6">
      <h2 className="mb-2 flex items-center gap-2 text-lead">
        <Icon name={icon} className="text-ink-soft" />
        {t(`phone:todo.${name}`, { count: list.total })}
      </h2>
      <ul className="space-y-2">
        {list.rows.map((item) => (
          <li key={item.number}>
            <TodoLine item={item} to={to(item)} why={t(`phone:todo.${name}Line`, { count: item.count, day: item.day })} />
          </li>
        ))}
      </ul>
      {list.total > list.rows.length && (
        <p className="mt-2 text-small text-ink-soft">{t('shown', { shown: list.rows.length, found: list.total })}</p>
      )}
    </section>
  );
}
