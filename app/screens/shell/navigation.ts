import { type Action, may } from '~/domain/access/who-may';
import type { Role } from '~/domain/contract/enumerations';
import type { IconName } from '~/screens/shared/icon';

type ItemKey =
  | 'coverage'
  | 'clauses'
  | 'heatSources'
  | 'waiting'
  | 'review'
  | 'conflicts'
  | 'devices'
  | 'households'
  | 'quality'
  | 'subsidy'
  | 'findings'
  | 'plans'
  | 'reports'
  | 'signOff'
  | 'imports'
  | 'packages'
  | 'jobs'
  | 'accounts'
  | 'divisions'
  | 'dutyPhones'
  | 'seasons'
  | 'secondFactor'
  | 'complaints'
  | 'backups';
export type NavigationItem = { key: ItemKey; to: string; needs?: Action; roles?: readonly Role[] };
/** One task, or several under a heading. */
export type NavigationGroup = {
  key: 'waiting' | 'coverage' | 'visits' | 'subsidy' | 'findings' | 'reports' | 'data' | 'settings';
  icon: IconName;
  items: NavigationItem[];
};

/**
 * The left rail, arranged by task and not by table. A group without tasks for the role is not shown; the person's own account
 * is at the bottom.
 */
const GROUPS: NavigationGroup[] = [
  { key: 'waiting', icon: 'tasks', items: [{ key: 'waiting', to: '/waiting', needs: 'coverage.read' }] },
  {
    key: 'coverage',
    icon: 'coverage',
    items: [
      { key: 'coverage', to: '/coverage', needs: 'coverage.read' },
      { key: 'clauses', to: '/clauses', needs: 'coverage.read' },
      { key: 'heatSources', to: '/heat-sources', needs: 'coverage.read' },
    ],
  },
  {
    key: 'visits',
    icon: 'household',
    items: [
      { key: 'review', to: '/review', needs: 'coverage.read' },
      { key: 'conflicts', to: '/conflicts', needs: 'visit.review' },
      { key: 'devices', to: '/devices', needs: 'visit.review' },
      { key: 'quality', to: '/quality', needs: 'quality.read' },
      { key: 'households', to: '/villages', needs: 'coverage.read' },
    ],
  },
  { key: 'subsidy', icon: 'money', items: [{ key: 'subsidy', to: '/subsidy', needs: 'subsidy.read' }] },
  {
    key: 'findings',
    icon: 'alert',
    items: [
      { key: 'findings', to: '/findings', needs: 'finding.read' },
      { key: 'plans', to: '/plans', needs: 'plans.read' },
    ],
  },
  {
    key: 'reports',
    icon: 'report',
    items: [
      { key: 'reports', to: '/reports', needs: 'report.make' },
      { key: 'signOff', to: '/sign-off', needs: 'sign-off.read' },
    ],
  },
  {
    key: 'data',
    icon: 'data',
    items: [
      { key: 'imports', to: '/imports', roles: ['county', 'city', 'admin'] },
      { key: 'packages', to: '/packages', needs: 'package.take' },
      { key: 'jobs', to: '/jobs', roles: ['county', 'city', 'auditor', 'admin'] },
    ],
  },
  {
    key: 'settings',
    icon: 'settings',
    items: [
      { key: 'accounts', to: '/settings/accounts', needs: 'accounts.manage' },
      { key: 'divisions', to: '/settings/divisions', needs: 'divisions.manage' },
      { key: 'dutyPhones', to: '/settings/duty-phones', needs: 'duty-phone.manage' },
      { key: 'seasons', to: '/settings/seasons', needs: 'seasons.manage' },
      { key: 'secondFactor', to: '/settings/second-factor', needs: 'settings.manage' },
      { key: 'complaints', to: '/settings/complaints', needs: 'settings.manage' },
      { key: 'backups', to: '/settings/backups', needs: 'settings.manage' },
    ],
  },
];

export function navigationFor(role: Role): NavigationGroup[] {
  return GROUPS.map((group) => ({
    ...group,
    items: group.items.filter(
      (item) => (item.needs === undefined || may(role, item.needs)) && (item.roles === undefined || item.roles.includes(role)),
    ),
  })).filter((group) => group.items.length > 0);
}

/** The start page of a role. */
export function homeOf(role: Role): string {
  if (role === 'cadre') return '/villages';
  if (role === 'township') return '/review';
  return role === 'admin' ? '/settings/accounts' : '/coverage';
}
