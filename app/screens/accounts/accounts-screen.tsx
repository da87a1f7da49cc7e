import { Form, Link, useSearchParams } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { keysOf, type Role } from '~/domain/contract/enumerations';
import { Button, ButtonLink } from '~/screens/shared/button';
import { EmptyState } from '~/screens/shared/empty-state';
import { Icon, type IconName } from '~/screens/shared/icon';
import { Chip, type Tone } from '~/screens/shared/notice';
import { type Column, Table } from '~/screens/shared/table';
import { DeskPage } from '~/screens/shell/desk-page';

export type AccountState = 'active' | 'locked' | 'disabled' | 'first-password' | 'no-password';
type AccountLine = {
  id: string;
  username: string;
  name: string;
  role: Role;
  state: AccountState;
  divisions: { code: string; name: string }[];
};

const STATES: AccountState[] = ['active', 'first-password', 'no-password', 'locked', 'disabled'];
const TONE: Record<AccountState, Tone> = {
  active: 'ok',
  'first-password': 'neutral',
  'no-password': 'attention',
  locked: 'danger',
  disabled: 'neutral',
};
const ICON: Record<AccountState, IconName> = {
  active: 'ok',
  'first-password': 'clock',
  'no-password': 'alert',
  locked: 'lock',
  disabled: 'stop',
};

export function AccountStateChip({ state }: { state: AccountState }) {
  const { t } = useTranslation('accounts');
  return (
    <Chip tone={TONE[state]} icon={ICON[state]}>
      {t(`state.${state}`)}
    </Chip>
  );
}

type Props = {
  accounts: AccountLine[];
  total: number;
  next: string | null;
  roles: readonly Role[];
  asked: { search: string; role: string; state: string };
  paged: boolean;
};

export function AccountsScreen({ accounts, total, next, roles, asked, paged }: Props) {
  const { t } = useTranslation(['accounts', 'enums', 'common']);
  const [parameters] = useSearchParams();
  const columns: Column<AccountLine>[] = [
    {
      key: 'username',
      heading: t('list.username'),
      cell: (row) => (
        <Link className="link" to={`/settings/accounts/${row.id}`}>
          {row.username}
        </Link>
      ),
    },
    { key: 'name', heading: t('list.name'), cell: (row) => row.name },
    { key: 'role', heading: t('list.role'), cell: (row) => t(`enums:role.${row.role}`) },
    { key: 'divisions', heading: t('list.divisions'), cell: (row) => <Divisions divisions={row.divisions} /> },
    { key: 'state', heading: t('list.state'), cell: (row) => <AccountStateChip state={row.state} /> },
  ];
  const nextPage = new URLSearchParams(parameters);
  if (next) nextPage.set('after', next);
  const firstPage = new URLSearchParams(parameters);
  firstPage.delete('after');
  const filtered = asked.search !== '' || asked.role !== '' || asked.state !== '';
  return (
    <DeskPage
      heading={t('list.title')}
      actions={
        <ButtonLink look="main" icon="plus" to="/settings/accounts/new">
          {t('list.new')}
        </ButtonLink>
      }
    >
      <Form method="get" className="no-print mb-3 flex flex-wrap items-end gap-3" role="search">
        <label className="min-w-0 flex-1 basis-64">
          <span className="mb-1 block text-small text-ink-soft">{t('list.search')}</span>
          <input type="search" name="q" defaultValue={asked.search} className="field-box" />
        </label>
        <label>
          <span className="mb-1 block text-small text-ink-soft">{t('list.role')}</span>
          <select name="role" defaultValue={asked.role} className="field-box pr-8">
            <option value="">{t('list.any')}</option>
            {keysOf('role')
              .filter((role) => roles.includes(role))
              .map((role) => (
                <option key={role} value={role}>
                  {t(`enums:role.${role}`)}
                </option>
              ))}
          </select>
        </label>
        <label>
          <span className="mb-1 block text-small text-ink-soft">{t('list.state')}</span>
          <select name="state" defaultValue={asked.state} className="field-box pr-8">
            <option value="">{t('list.any')}</option>
            {STATES.map((state) => (
              <option key={state} value={state}>
                {t(`state.${state}`)}
              </option>
            ))}
          </select>
        </label>
        <Button icon="search">{t('list.find')}</Button>
      </Form>
      <p className="mb-2 text-ink-soft">
        {t('list.count', { count: total })}
        {filtered && (
          <>
            {' '}
            ·{' '}
            <Link className="link" to="/settings/accounts">
              {t('list.clear')}
            </Link>
          </>
        )}
      </p>
      <Table
        columns={columns}
        rows={accounts}
        rowKey={(row) => row.id}
        caption={t('list.title')}
        empty={
          <EmptyState title={t(filtered ? 'list.noneFound' : 'list.none')}>
            <p>{t(filtered ? 'list.noneFoundNext' : 'list.noneNext')}</p>
          </EmptyState>
        }
      />
      {(next || paged) && (
        <nav className="no-print mt-3 flex gap-3" aria-label={t('common:pages.label')}>
          {paged && <ButtonLink to={`?${firstPage.toString()}`}>{t('common:pages.first')}</ButtonLink>}
          {next && (
            <ButtonLink to={`?${nextPage.toString()}`}>
              {t('common:pages.next')}
              <Icon name="right" size={16} />
            </ButtonLink>
          )}
        </nav>
      )}
    </DeskPage>
  );
}

const SHOWN = 3;

function Divisions({ divisions }: { divisions: { code: string; name: string }[] }) {
  const { t } = useTranslation('accounts');
  if (divisions.length === 0) return <span className="text-ink-faint">—</span>;
  const rest = divisions.length - SHOWN;
  return (
    <span title={divisions.map((division) => `${division.name} ${division.code}`).join('\n')}>
      {divisions
        .slice(0, SHOWN)
        .map((division) => division.name)
        .join('、')}
      {rest > 0 && <span className="text-ink-faint"> {t('list.more', { count: rest })}</span>}
    </span>
  );
}
