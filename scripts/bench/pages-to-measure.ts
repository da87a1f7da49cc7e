/** Every page of the desk with an address that has something to show, and the roles that see it. */
import type { BenchSubjects } from '~/database/bulk/bench-ledger.server';
import type { Role } from '~/domain/contract/enumerations';

export type BenchRole = Role;
/** `own` is the division of the person who asks, `account` their account. */
type About = BenchSubjects & { own: string; account: string };
type PageToMeasure = { name: string; roles: readonly BenchRole[]; path: (about: About) => string };

const EVERYBODY = ['cadre', 'township', 'county', 'city', 'auditor', 'admin'] as const;
const READERS = ['township', 'county', 'city', 'auditor'] as const;
const IMPORTERS = ['county', 'city', 'admin'] as const;
const WHO_SEES_HOUSEHOLDS = ['cadre', ...READERS] as const;

const page = (name: string, roles: readonly BenchRole[], path: PageToMeasure['path']): PageToMeasure => ({ name, roles, path });
const subsidy = (name: string, rest = ''): PageToMeasure => page(`subsidy ${name}`, READERS, ({ own }) => `/subsidy/${own}${rest}`);

export const PAGES: readonly PageToMeasure[] = [
  page('todo', ['cadre'], () => '/todo'),
  page('waiting', READERS, () => '/waiting'),
  page('waiting of one', READERS, ({ own }) => `/waiting?code=${own}`),
  page('changes to confirm', ['county', 'city'], ({ own }) => `/waiting/changes?code=${own}`),
  page('coverage', READERS, ({ own }) => `/coverage/${own}`),
  page('coverage in villages', READERS, ({ own }) => `/coverage/${own}?show=villages`),
  page('coverage of a village', READERS, ({ village }) => `/coverage/${village}`),
  page('list of all', READERS, ({ own }) => `/lists/${own}?flag=H`),
  page('list of reburning', READERS, ({ own }) => `/lists/${own}?flag=B`),
  page('list found by name', READERS, ({ own }) => `/lists/${own}?flag=H&q=${encodeURIComponent('王建明')}`),
  page('list found by letters', READERS, ({ own }) => `/lists/${own}?flag=H&q=wjm`),
  page('list found by number', READERS, ({ own, household }) => `/lists/${own}?flag=H&q=${household}`),
  page('list found by telephone', READERS, ({ own }) => `/lists/${own}?flag=H&q=0123`),
  page('list where nothing is found', READERS, ({ own }) => `/lists/${own}?flag=H&q=${encodeURIComponent('欧阳某某')}`),
  page('villages', WHO_SEES_HOUSEHOLDS, () => `/villages?q=${encodeURIComponent('村')}`),
  page('village', WHO_SEES_HOUSEHOLDS, ({ village }) => `/villages/${village}`),
  page('village searched', WHO_SEES_HOUSEHOLDS, ({ village }) => `/villages/${village}?q=${encodeURIComponent('王')}`),
  page('add a household', ['cadre'], ({ village }) => `/villages/${village}/add`),
  page('household', WHO_SEES_HOUSEHOLDS, ({ household }) => `/households/${household}`),
  page('visit form', WHO_SEES_HOUSEHOLDS, ({ unvisited }) => `/households/${unvisited}/visit`),
  page('closure form', WHO_SEES_HOUSEHOLDS, ({ unvisited }) => `/households/${unvisited}/visit/closure`),
  page('report a problem', ['cadre'], ({ household }) => `/households/${household}/report`),
  page('correct', ['county'], ({ household }) => `/households/${household}/correct`),
  page('event', ['county'], ({ household }) => `/households/${household}/event?kind=move`),
  subsidy('overview'),
  subsidy('arrears', '/arrears'),
  subsidy('arrears of all seasons', '/arrears?seasons=all'),
  subsidy('arrears by amount', '/arrears?order=amount'),
  subsidy('claims', '/claims'),
  subsidy('forecast', '/forecast'),
  subsidy('losing', '/forecast/losing?scenario=stop'),
  subsidy('lines', '/lines'),
  subsidy('lines of a level', '/lines?kind=operating&level=county'),
  subsidy('lines owed', '/lines?of=owed'),
  subsidy('accounts', '/accounts'),
  page('subsidy without', READERS, ({ own, policy }) => `/subsidy/${own}/without?policy=${policy}&reason=not-installed`),
  subsidy('zones', '/zones'),
  subsidy('entitlements', '/entitlements'),
  subsidy('reburning', '/reburning'),
  subsidy('policies', '/policies'),
  page('subsidy new policy', ['county'], ({ own }) => `/subsidy/${own}/policies/new`),
  page('subsidy one policy', READERS, ({ own, policy }) => `/subsidy/${own}/policies/${policy}`),
  subsidy('funds', '/funds'),
  subsidy('payments', '/payments'),
  page(
    'subsidy one batch',
    ['county', 'city', 'auditor'],
    ({ county, batch }) => `/subsidy/${county}/payments/${encodeURIComponent(batch)}`,
  ),
  page('subsidy result file', ['county'], ({ county, batch }) => `/subsidy/${county}/payments/${encodeURIComponent(batch)}/result`),
  page('review oldest', READERS, ({ own }) => `/review?code=${own}`),
  page('review by changes', READERS, ({ own }) => `/review?code=${own}&order=changes`),
  page('review by signs', READERS, ({ own }) => `/review?code=${own}&order=signs`),
  page('review approved', READERS, ({ own }) => `/review?code=${own}&status=approved`),
  page('review approved by changes', READERS, ({ own }) => `/review?code=${own}&status=approved&order=changes`),
  page('review returned', READERS, ({ own }) => `/review?code=${own}&status=returned`),
  page('review as a table', READERS, ({ own }) => `/review/table?code=${own}`),
  page('review of a visit', READERS, ({ visit }) => `/review?visit=${visit}`),
  page('reports', ['county', 'city', 'auditor'], ({ own }) => `/reports?division=${own}`),
  page('reported problems', READERS, () => '/findings/reported'),
  page('findings', READERS, ({ own }) => `/findings/${own}`),
  page('findings overdue', READERS, ({ own }) => `/findings/${own}?only=overdue`),
  page('findings closed by number', READERS, ({ own }) => `/findings/${own}?state=closed&sort=number`),
  page('findings of a rule by amount', READERS, ({ own }) => `/findings/${own}?kind=R17&sort=amount`),
  page('findings found by name', READERS, ({ own }) => `/findings/${own}?q=${encodeURIComponent('王建明')}`),
  page('open a finding', ['township', 'county', 'city'], ({ own, household }) => `/findings/new?code=${own}&household=${household}`),
  page('conflicts', ['township'], () => '/conflicts'),
  page('devices', ['township'], () => '/devices'),
  page('unsent records', ['township'], () => '/devices/import'),
  page('jobs', EVERYBODY, () => '/jobs'),
  page('imports', IMPORTERS, () => '/imports'),
  page('me', EVERYBODY, () => '/me'),
  page('password', EVERYBODY, () => '/password'),
  page('saved views', READERS, () => '/tables'),
  page('feedback', EVERYBODY, () => '/feedback'),
  page('complaints', ['admin'], () => '/settings/complaints'),
  page('accounts', ['city', 'admin'], () => '/settings/accounts'),
  page('new account', ['city', 'admin'], () => '/settings/accounts/new'),
  page('account', ['city', 'admin'], ({ account }) => `/settings/accounts/${account}`),
  page('division', ['city'], ({ village }) => `/settings/divisions/${village}`),
  page('seasons', ['city'], () => '/settings/seasons'),
  page('season', ['city'], () => '/settings/seasons/2020-2021'),
  page('duty phones', ['township', 'county', 'city'], () => '/settings/duty-phones'),
];
