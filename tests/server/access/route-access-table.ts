import { randomUUID } from 'node:crypto';
import type { RouteCase } from './route-access-case';
import { JOB_FILE, SEASON } from './route-access-subjects';

const HOUSEHOLD_READERS = ['cadre', 'township', 'county', 'city', 'auditor'] as const;
/** An id that no record has. */
const NOBODY = '00000000-0000-4000-8000-000000000000';
const FIGURE_READERS = ['township', 'county', 'city', 'auditor'] as const;
const IMPORTERS = ['county', 'city', 'admin'] as const;
const KEEPERS_OF_ACCOUNTS = ['city', 'admin'] as const;
const get = (path: RouteCase['path'], rest: Omit<RouteCase, 'method' | 'path'>): RouteCase => ({ method: 'GET', path, ...rest });
const post = (path: RouteCase['path'], rest: Omit<RouteCase, 'method' | 'path'>): RouteCase => ({ method: 'POST', path, ...rest });

/**
 * Which answer each person gets at every route and API operation. The rights are repeated here on purpose, so that an error in
 * who-may.ts or a forgotten check in a route disagrees with this table.
 *
 * For a new route add its file name with its cases: at least one GET case when it has a page or a loader, one POST case when it
 * has an action, and for an action of several kinds one case each. Every case runs for nobody, for a person who must still
 * change the first password, and for each role: with a subject in the person's divisions, with the nearest one outside, and
 * with one that does not exist. A subject outside must answer like a missing one (404). A person who is not `allowed` always
 * gets 403.
 */
export const ROUTES: Record<string, readonly RouteCase[]> = {
  // Signing in, and what belongs to everybody -------------------------------------------------------------------------
  '$.tsx': [
    get(() => '/not-there', { allowed: 'everybody', ok: 404, outside: 'as inside', anonymous: 404, firstPassword: 404 }),
    post(() => '/not-there', { form: () => ({}), allowed: 'everybody', ok: 404, outside: 'as inside', anonymous: 404, firstPassword: 404 }),
  ],
  '_index.tsx': [get(() => '/', { allowed: 'everybody', ok: 302, outside: 'as inside' })],
  'sign-in.tsx': [
    get(() => '/sign-in', { allowed: 'everybody', ok: 302, outside: 'as inside', anonymous: 200, firstPassword: 302 }),
    post(() => '/sign-in', { form: () => ({}), allowed: 'everybody', ok: 302, outside: 'as inside', anonymous: 422, firstPassword: 302 }),
  ],
  'sign-out.tsx': [
    get(() => '/sign-out', { allowed: 'everybody', ok: 302, outside: 'as inside', anonymous: 302, firstPassword: 302 }),
    post(() => '/sign-out', {
      form: () => ({}),
      allowed: 'everybody',
      ok: '302 /sign-in',
      outside: 'as inside',
      firstPassword: '302 /sign-in',
    }),
  ],
  'language.tsx': [
    get(() => '/language', { allowed: 'everybody', ok: 302, outside: 'as inside', anonymous: 302, firstPassword: 302 }),
    post(() => '/language', {
      form: () => ({ language: 'zh-CN', to: '/' }),
      allowed: 'everybody',
      ok: 302,
      outside: 'as inside',
      anonymous: 302,
      firstPassword: 302,
    }),
  ],
  'password.tsx': [
    get(() => '/password', { allowed: 'everybody', ok: 200, outside: 'as inside', firstPassword: 200 }),
    post(() => '/password', { form: () => ({}), allowed: 'everybody', ok: 422, outside: 'as inside', firstPassword: 422 }),
  ],

  // Villages, households, visits -------------------------------------------------------------------------------------
  'todo.tsx': [
    // Readers of figures have the desk's page instead.
    get(() => '/todo', { allowed: HOUSEHOLD_READERS, ok: 302, okFor: { cadre: 200 }, outside: 'as inside' }),
  ],
  'villages._index.tsx': [
    get(() => `/villages?q=${encodeURIComponent('村')}`, { allowed: HOUSEHOLD_READERS, ok: 200, outside: 'as inside' }),
  ],
  'villages.$code._index.tsx': [
    get(({ village }) => `/villages/${village}`, { allowed: HOUSEHOLD_READERS, ok: 200, outside: 404 }),
    get(({ village, head }) => `/villages/${village}?q=${encodeURIComponent(head)}`, {
      what: 'search',
      allowed: HOUSEHOLD_READERS,
      ok: 200,
      outside: 404,
    }),
  ],
  'villages.$code.sheets.ts': [get(({ village }) => `/villages/${village}/sheets`, { allowed: FIGURE_READERS, ok: 200, outside: 404 })],
  'villages.$code.labels.tsx': [get(({ village }) => `/villages/${village}/labels`, { allowed: HOUSEHOLD_READERS, ok: 200, outside: 404 })],
  'villages.$code.export.ts': [get(({ village }) => `/villages/${village}/export`, { allowed: FIGURE_READERS, ok: 200, outside: 404 })],
  'villages.$code.add.tsx': [
    get(({ village }) => `/villages/${village}/add`, { allowed: ['cadre'], ok: 200, outside: 404 }),
    post(({ village }) => `/villages/${village}/add`, {
      form: () => ({ head: '新户主', address: '9排9号', residence: 'resident', reason: '漏登' }),
      allowed: ['cadre'],
      ok: 302,
      outside: 404,
    }),
  ],
  'households.$number._index.tsx': [
    get(({ household }) => `/households/${household}`, { allowed: HOUSEHOLD_READERS, ok: 200, outside: 404 }),
    post(({ household }) => `/households/${household}`, {
      what: 'unmask the phone',
      form: () => ({ do: 'unmask-phone' }),
      allowed: ['cadre', 'township', 'county'],
      ok: 200,
      outside: 404,
    }),
    post(({ household }) => `/households/${household}`, {
      what: 'see the account whole',
      form: () => ({ do: 'unmask-bankAccount' }),
      allowed: ['county'],
      // It has none.
      ok: 422,
      outside: 404,
    }),
    post(({ household }) => `/households/${household}`, {
      what: 'confirm a change',
      form: ({ change }) => ({ do: 'confirm-change', change }),
      allowed: ['county', 'city'],
      ok: 302,
      // The first who may have decided it.
      okFor: { city: 422 },
      outside: 404,
    }),
    post(({ household }) => `/households/${household}`, {
      what: 'withdraw a change',
      form: ({ change }) => ({ do: 'withdraw-change', change }),
      allowed: ['county', 'city'],
      ok: 422,
      outside: 404,
    }),
    post(({ household }) => `/households/${household}`, {
      what: 'discard the own draft',
      form: () => ({ do: 'discard-draft' }),
      allowed: HOUSEHOLD_READERS,
      ok: 302,
      outside: 'as inside',
    }),
  ],
  'households.$number.visit._index.tsx': [
    get(({ unvisited }) => `/households/${unvisited}/visit`, { allowed: HOUSEHOLD_READERS, ok: 200, outside: 404 }),
    post(({ unvisited }) => `/households/${unvisited}/visit`, {
      what: 'next card',
      form: () => ({ visit: randomUUID(), season: SEASON, draft: '{"typed":{}}', card: 'household', do: 'next' }),
      allowed: ['cadre'],
      ok: 302,
      outside: 404,
    }),
    post(({ unvisited }) => `/households/${unvisited}/visit`, {
      what: 'submit',
      form: () => ({ visit: randomUUID(), season: SEASON, draft: '{"typed":{}}', card: 'summary', do: 'submit' }),
      allowed: ['cadre'],
      ok: 200,
      outside: 404,
    }),
  ],
  'households.$number.visit.closure.tsx': [
    get(({ unvisited }) => `/households/${unvisited}/visit/closure`, { allowed: HOUSEHOLD_READERS, ok: 200, outside: 404 }),
    post(({ unvisited }) => `/households/${unvisited}/visit/closure`, {
      form: () => ({
        outcome: 'refused',
        note: '不愿入户',
        visit: randomUUID(),
        season: SEASON,
        baseRevision: '1',
        openedAt: new Date().toISOString(),
      }),
      allowed: ['cadre'],
      ok: 302,
      outside: 404,
    }),
  ],
  'households.$number.visit.draft.ts': [
    post(({ unvisited }) => `/households/${unvisited}/visit/draft`, {
      json: () => ({ visit: randomUUID(), season: SEASON, draft: { typed: { note: ['门锁着'] } } }),
      allowed: ['cadre'],
      ok: 200,
      outside: 404,
    }),
  ],
  'households.$number.visit.submit.ts': [
    post(({ unvisited }) => `/households/${unvisited}/visit/submit`, {
      // The answer tells the result in words and not by its status, because the phone keeps the visit.
      json: () => ({ visit: randomUUID(), season: SEASON, draft: { typed: {} } }),
      allowed: ['cadre'],
      ok: 200,
      outside: 200,
    }),
  ],
  'households.$number_.correct.tsx': [
    get(({ household }) => `/households/${household}/correct`, { allowed: ['county'], ok: 200, outside: 404 }),
    get(({ household }) => `/households/${household}/correct?part=readings`, {
      what: 'a reading',
      allowed: ['county'],
      ok: 200,
      outside: 404,
    }),
    post(({ household }) => `/households/${household}/correct?part=register`, {
      form: () => ({ revision: '1', address: '2排2号', residence: 'away', status: 'idle', reason: '登记有误' }),
      allowed: ['county'],
      ok: 302,
      outside: 404,
    }),
    post(({ metered }) => `/households/${metered}/correct?part=readings`, {
      what: 'a reading',
      form: () => ({ revision: '1', season: SEASON, energy: 'gas', start: '1', end: '2', usage: '', source: '抄表', reason: '漏抄' }),
      allowed: ['county'],
      ok: 302,
      outside: 404,
    }),
  ],
  'households.$number_.event.tsx': [
    get(({ household }) => `/households/${household}/event`, { allowed: ['county'], ok: 200, outside: 404 }),
    post(({ eventful }) => `/households/${eventful}/event?kind=death`, {
      form: () => ({ revision: '1', on: '2021-01-20', left: 'nobody', reason: '村委会证明' }),
      allowed: ['county'],
      ok: 302,
      outside: 404,
    }),
  ],
  'waiting_.changes.tsx': [
    get(() => '/waiting/changes', { allowed: ['county', 'city'], ok: 200, outside: 'as inside' }),
    get(({ village }) => `/waiting/changes?code=${village}`, {
      what: 'of one division',
      allowed: ['county', 'city'],
      ok: 200,
      outside: 404,
    }),
    post(({ village }) => `/waiting/changes?code=${village}&at=2021-02-01T04:00:00.000Z&by=nobody`, {
      what: 'what an import asked for, when nothing waits',
      form: () => ({ how: 'confirm', decision: '' }),
      allowed: ['county', 'city'],
      ok: 422,
      outside: 404,
    }),
  ],

  // Coverage and the lists behind it ---------------------------------------------------------------------------------
  'coverage._index.tsx': [get(() => '/coverage', { allowed: FIGURE_READERS, ok: 302, outside: 'as inside' })],
  'coverage.$code.tsx': [
    get(({ village }) => `/coverage/${village}`, { what: 'a village', allowed: FIGURE_READERS, ok: 200, outside: 404 }),
  ],
  'coverage.$code_.export.ts': [get(({ village }) => `/coverage/${village}/export`, { allowed: FIGURE_READERS, ok: 200, outside: 404 })],
  'lists.$code.tsx': [
    get(({ village }) => `/lists/${village}?flag=B`, { what: 'reburning', allowed: FIGURE_READERS, ok: 200, outside: 404 }),
    get(({ village, head }) => `/lists/${village}?flag=H&q=${encodeURIComponent(head)}`, {
      what: 'search',
      allowed: FIGURE_READERS,
      ok: 200,
      outside: 404,
    }),
  ],
  'review_.table._index.tsx': [get(({ village }) => `/review/table?code=${village}`, { allowed: FIGURE_READERS, ok: 200, outside: 404 })],
  'review_.table.export.ts': [
    get(({ village }) => `/review/table/export?code=${village}`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
  ],
  'tables.tsx': [
    get(() => '/tables', { allowed: FIGURE_READERS, ok: 200, outside: 'as inside' }),
    post(() => '/tables', {
      what: 'save a view',
      form: () => ({ do: 'save', list: 'households', name: '复烧', address: '/lists/140602?flag=B', back: '/tables' }),
      allowed: FIGURE_READERS,
      ok: 302,
      outside: 'as inside',
    }),
    post(() => '/tables', {
      what: 'choose columns',
      form: () => ({ do: 'columns', list: 'households', columns: 'head', back: '/tables' }),
      allowed: FIGURE_READERS,
      ok: 302,
      outside: 'as inside',
    }),
  ],
  'lists.$code_.export.ts': [get(({ village }) => `/lists/${village}/export?flag=B`, { allowed: FIGURE_READERS, ok: 200, outside: 404 })],

  // Subsidies --------------------------------------------------------------------------------------------------------
  'subsidy._index.tsx': [get(() => '/subsidy', { allowed: FIGURE_READERS, ok: 302, outside: 'as inside' })],
  'subsidy.$code._index.tsx': [get(({ village }) => `/subsidy/${village}`, { allowed: FIGURE_READERS, ok: 200, outside: 404 })],
  'subsidy.$code.export.ts': [get(({ village }) => `/subsidy/${village}/export`, { allowed: FIGURE_READERS, ok: 200, outside: 404 })],
  'subsidy.$code.arrears._index.tsx': [
    get(({ village }) => `/subsidy/${village}/arrears`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
  ],
  'subsidy.$code.arrears.export.ts': [
    get(({ village }) => `/subsidy/${village}/arrears/export`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
  ],
  'subsidy.$code.forecast._index.tsx': [
    get(({ village }) => `/subsidy/${village}/forecast`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
  ],
  'subsidy.$code.forecast.losing.tsx': [
    get(({ village }) => `/subsidy/${village}/forecast/losing`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
  ],
  'subsidy.$code.lines.tsx': [get(({ village }) => `/subsidy/${village}/lines`, { allowed: FIGURE_READERS, ok: 200, outside: 404 })],
  'subsidy.$code.claims._index.tsx': [
    get(({ village }) => `/subsidy/${village}/claims`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
  ],
  'subsidy.$code.accounts.tsx': [get(({ village }) => `/subsidy/${village}/accounts`, { allowed: FIGURE_READERS, ok: 200, outside: 404 })],
  'subsidy.$code.without._index.tsx': [
    get(({ village }) => `/subsidy/${village}/without`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
  ],
  'subsidy.$code.without.export.ts': [
    get(({ village }) => `/subsidy/${village}/without/export`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
  ],
  'subsidy.$code.claims.export.ts': [
    get(({ village }) => `/subsidy/${village}/claims/export?list=id`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
  ],
  'clauses._index.tsx': [get(() => '/clauses', { allowed: FIGURE_READERS, ok: 302, outside: 'as inside' })],
  'clauses.$code._index.tsx': [get(({ village }) => `/clauses/${village}`, { allowed: FIGURE_READERS, ok: 200, outside: 404 })],
  'clauses.$code.readiness.tsx': [
    get(({ village }) => `/clauses/${village}/readiness`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
  ],
  'clauses.$code.readiness_.export.ts': [
    get(({ village }) => `/clauses/${village}/readiness/export`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
  ],
  'clauses.$code.targets_.export.ts': [
    get(({ village }) => `/clauses/${village}/targets/export`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
  ],
  'clauses.$code.targets.tsx': [
    get(({ village }) => `/clauses/${village}/targets`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
    post(({ village }) => `/clauses/${village}/targets?season=${SEASON}`, {
      form: () => ({ do: 'set', seen: '', zoneType: 'all', indicator: 'coverage', target: '60', basis: '', reason: '示例' }),
      allowed: ['city'],
      ok: 302,
      outside: 404,
    }),
    post(({ village }) => `/clauses/${village}/targets?season=${SEASON}`, {
      what: 'remove',
      form: () => ({ do: 'remove', seen: '6000 ', zoneType: 'all', indicator: 'coverage', reason: '示例' }),
      allowed: ['city'],
      ok: 302,
      outside: 404,
    }),
  ],
  'heat-sources._index.tsx': [
    get(({ village }) => `/heat-sources?code=${village}`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
    post(() => '/heat-sources', {
      form: ({ village }) => ({ number: randomUUID(), name: '新热源', kind: 'boiler', division: village, tonnes: '35', reason: '示例' }),
      allowed: ['county'],
      ok: 302,
      outside: 404,
    }),
  ],
  'heat-sources.export.ts': [
    get(({ village }) => `/heat-sources/export?code=${village}`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
  ],
  'heat-sources.$number.tsx': [
    get(({ heatSource }) => `/heat-sources/${heatSource}`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
    post(({ heatSource }) => `/heat-sources/${heatSource}`, {
      form: ({ village }) => ({
        seen: JSON.stringify(['锅炉房', 'boiler', village, null, null, false]),
        name: '锅炉房',
        kind: 'boiler',
        division: village,
        tonnes: '40',
        reason: '示例',
      }),
      allowed: ['county'],
      ok: 302,
      outside: 404,
    }),
  ],
  'subsidy.$code.zones.tsx': [get(({ village }) => `/subsidy/${village}/zones`, { allowed: FIGURE_READERS, ok: 200, outside: 404 })],
  'subsidy.$code.entitlements.tsx': [
    get(({ village }) => `/subsidy/${village}/entitlements`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
    post(({ village }) => `/subsidy/${village}/entitlements?season=${SEASON}`, {
      form: () => ({ do: 'try' }),
      allowed: ['county'],
      ok: 302,
      outside: 404,
    }),
  ],
  'subsidy.$code.reburning.tsx': [
    get(({ village }) => `/subsidy/${village}/reburning`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
  ],
  'subsidy.$code.policies._index.tsx': [
    get(({ village }) => `/subsidy/${village}/policies`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
  ],
  'subsidy.$code.policies.new.tsx': [
    get(({ village }) => `/subsidy/${village}/policies/new`, { allowed: ['county'], ok: 200, outside: 404 }),
    post(({ village }) => `/subsidy/${village}/policies/new`, {
      form: () => ({
        policy: `N-${randomUUID()}`,
        document: '示例2号',
        season: SEASON,
        kind: 'coal',
        unit: 'per_tonne',
        rate: '300',
        dueOn: '2021-06-30',
      }),
      allowed: ['county'],
      ok: 302,
      outside: 404,
    }),
  ],
  'subsidy.$code.policies.$policy.tsx': [
    get(({ village, policy }) => `/subsidy/${village}/policies/${policy}`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
    post(({ village, policy }) => `/subsidy/${village}/policies/${policy}`, {
      form: () => ({ document: '示例3号', season: SEASON, kind: 'operating', unit: 'per_household', rate: '600', dueOn: '2021-06-30' }),
      allowed: ['county'],
      ok: 302,
      outside: 404,
    }),
    // A level that it does not charge has nothing to confirm.
    post(({ village, policy }) => `/subsidy/${village}/policies/${policy}`, {
      what: 'confirm for a level that is not charged',
      form: () => ({ do: 'confirm', step: 'province', confirmDocument: '示例〔2021〕2号' }),
      allowed: ['city'],
      ok: 422,
      outside: 404,
    }),
  ],
  'subsidy.$code.funds.tsx': [
    get(({ village }) => `/subsidy/${village}/funds`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
    post(({ village }) => `/subsidy/${village}/funds?season=${SEASON}`, {
      form: () => ({ level: 'county', document: '示例4号', allotted: '100', received: '0' }),
      allowed: ['county'],
      ok: 302,
      outside: 404,
    }),
  ],
  'subsidy.$code.payments._index.tsx': [
    get(({ village }) => `/subsidy/${village}/payments`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
    // Nothing is owed there, and a person who may draft is told so beside the field.
    post(({ village }) => `/subsidy/${village}/payments?season=${SEASON}`, {
      form: ({ policy }) => ({ number: `N-${randomUUID()}`, method: 'one_card', owed: `county~${policy}` }),
      allowed: ['county'],
      ok: 422,
      outside: 404,
    }),
  ],
  'subsidy.$code.payments.$batch._index.tsx': [
    get(({ village, batch }) => `/subsidy/${village}/payments/${batch}`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
    post(({ village, batch }) => `/subsidy/${village}/payments/${batch}`, {
      what: 'check',
      form: () => ({ do: 'check', revision: '1' }),
      allowed: ['county'],
      ok: 302,
      outside: 404,
    }),
    post(({ village, batch }) => `/subsidy/${village}/payments/${batch}`, {
      what: 'release without a notice',
      form: () => ({ do: 'release', revision: '1' }),
      allowed: ['county'],
      ok: 409,
      outside: 404,
    }),
    ...(['ask', 'refuse', 'reconcile', 'undo', 'object', 'decide'] as const).map((step) =>
      post(({ village, batch }) => `/subsidy/${village}/payments/${batch}`, {
        what: `${step} before its time`,
        form: () => ({
          do: step,
          revision: '1',
          reason: '示例',
          paidOn: '2021-05-11',
          restPayments: '0',
          restAmount: '0',
          household: '不在这批',
          raisedBy: '同村村民',
          raisedOn: '2021-05-03',
          what: '示例',
          objection: randomUUID(),
          decision: 'kept',
        }),
        allowed: ['county'],
        ok: 409,
        outside: 404,
      }),
    ),
    post(({ village, batch }) => `/subsidy/${village}/payments/${batch}-C`, {
      what: 'cancel',
      form: () => ({ do: 'cancel', revision: '1', reason: '金额有误' }),
      allowed: ['county'],
      ok: 302,
      outside: 404,
    }),
  ],
  'subsidy.$code.payments.$batch.bank-file.ts': [
    post(({ village, batch }) => `/subsidy/${village}/payments/${batch}/bank-file`, {
      what: 'before the release',
      form: () => ({ revision: '1', template: 'sample-xlsx' }),
      allowed: ['county'],
      ok: 409,
      outside: 404,
    }),
  ],
  'subsidy.$code.payments.$batch.result.tsx': [
    get(({ village, batch }) => `/subsidy/${village}/payments/${batch}/result`, { allowed: ['county'], ok: 200, outside: 404 }),
    post(({ village, batch }) => `/subsidy/${village}/payments/${batch}/result?template=sample-xlsx`, {
      what: 'without a file',
      form: () => ({}),
      allowed: ['county'],
      ok: 422,
      outside: 'as inside',
    }),
  ],
  'subsidy.$code.payments.$batch.notice.tsx': [
    get(({ village, batch }) => `/subsidy/${village}/payments/${batch}/notice`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
    post(({ village, batch }) => `/subsidy/${village}/payments/${batch}/notice`, {
      form: () => ({ revision: '1', document: '朔城能公示〔2021〕3号' }),
      allowed: ['county'],
      ok: 302,
      outside: 404,
    }),
  ],

  // Review -----------------------------------------------------------------------------------------------------------
  'waiting.tsx': [
    get(() => '/waiting', { allowed: FIGURE_READERS, ok: 200, outside: 'as inside' }),
    get(({ village }) => `/waiting?code=${village}`, { what: 'of one division', allowed: FIGURE_READERS, ok: 200, outside: 404 }),
  ],
  'review.tsx': [
    get(() => '/review', { allowed: FIGURE_READERS, ok: 200, outside: 'as inside' }),
    get(({ village }) => `/review?code=${village}`, { what: 'of one division', allowed: FIGURE_READERS, ok: 200, outside: 404 }),
    get(({ approved }) => `/review?visit=${approved}`, { what: 'one visit', allowed: FIGURE_READERS, ok: 200, outside: 404 }),
    post(() => '/review', {
      what: 'approve',
      form: ({ submitted }) => ({ do: 'approve', visit: `1~${submitted[0]}` }),
      allowed: ['township'],
      ok: 302,
      outside: 404,
    }),
    post(() => '/review', {
      what: 'approve many',
      form: ({ submitted }) => ({ do: 'approve-many', visit: [`1~${submitted[1]}`, `1~${submitted[2]}`] }),
      allowed: ['township'],
      ok: 302,
      outside: 404,
    }),
    post(() => '/review', {
      what: 'return',
      form: ({ submitted }) => ({ do: 'return', visit: `1~${submitted[3]}`, 'remark:stove': '请再看一下煤炉' }),
      allowed: ['township'],
      ok: 302,
      outside: 404,
    }),
    post(() => '/review', {
      what: 'return many',
      form: ({ submitted }) => ({ do: 'return-many', visit: [`1~${submitted[4]}`, `1~${submitted[5]}`], manyRemark: '请补填室温' }),
      allowed: ['township'],
      ok: 302,
      outside: 404,
    }),
    // The visit of the case was approved by somebody else.
    post(() => '/review', {
      what: 'take an approval back',
      form: ({ approved }) => ({ do: 'take-back', visit: `0~${approved}` }),
      allowed: ['township'],
      ok: 422,
      outside: 404,
    }),
    post(() => '/review', {
      what: 'reopen',
      form: ({ approved }) => ({ do: 'reopen', visit: `1~${approved}`, reason: '填错了户' }),
      allowed: ['township'],
      ok: 302,
      outside: 404,
    }),
  ],

  // Reports and other long work --------------------------------------------------------------------------------------
  'reports._index.tsx': [
    get(() => '/reports', { allowed: ['county', 'city', 'auditor'], ok: 200, outside: 'as inside' }),
    get(({ village }) => `/reports?division=${village}`, {
      what: 'of one division',
      allowed: ['county', 'city', 'auditor'],
      ok: 200,
      outside: 'as inside',
    }),
    post(() => '/reports', {
      form: ({ village }) => ({ division: village, season: SEASON, asOf: '2021-02-01' }),
      allowed: ['county', 'city', 'auditor'],
      ok: 302,
      outside: 404,
    }),
  ],
  'jobs._index.tsx': [
    get(() => '/jobs', { allowed: 'everybody', ok: 200, outside: 'as inside' }),
    get(() => '/jobs?all=1', { what: 'everybody’s', allowed: 'everybody', ok: 200, outside: 'as inside' }),
  ],
  'jobs.$id._index.tsx': [
    get((_, { job }) => `/jobs/${job}`, { what: 'the own', allowed: 'everybody', ok: 200, outside: 'as inside' }),
    get(({ job }) => `/jobs/${job}`, {
      what: 'another’s',
      allowed: KEEPERS_OF_ACCOUNTS,
      refused: 404,
      ok: 200,
      outside: 404,
      everywhere: ['admin'],
    }),
  ],
  'jobs.$id[.]json.ts': [
    get((_, { job }) => `/jobs/${job}.json`, { what: 'the own', allowed: 'everybody', ok: 200, outside: 'as inside' }),
    get(({ job }) => `/jobs/${job}.json`, {
      what: 'another’s',
      allowed: KEEPERS_OF_ACCOUNTS,
      refused: 404,
      ok: 200,
      outside: 404,
      everywhere: ['admin'],
    }),
  ],
  'jobs.$id.files.$name.ts': [
    // The maker has the files of a report while its division is in their scope. The administrator never has them.
    get((_, { job }) => `/jobs/${job}/files/${JOB_FILE}`, {
      what: 'the own',
      allowed: HOUSEHOLD_READERS,
      refused: 404,
      ok: 200,
      outside: 'as inside',
    }),
    // The administrator manages accounts and sees that there is a report, not its content.
    get(({ job }) => `/jobs/${job}/files/${JOB_FILE}`, { what: 'another’s', allowed: ['city'], refused: 404, ok: 200, outside: 404 }),
    get((_, { job }) => `/jobs/${job}/files/..%2F..%2Fsecrets.json`, {
      what: 'a way out of the folder',
      allowed: 'everybody',
      ok: 404,
      outside: 'as inside',
    }),
  ],

  // Import: everybody's own uploads alone ----------------------------------------------------------------------------
  'imports._index.tsx': [
    get(() => '/imports', { allowed: IMPORTERS, ok: 200, outside: 'as inside' }),
    post(() => '/imports', { what: 'without a file', form: () => ({}), allowed: IMPORTERS, ok: 422, outside: 'as inside' }),
  ],
  'imports.template.ts': [get(() => '/imports/template', { allowed: IMPORTERS, ok: 200, outside: 'as inside' })],
  'imports.$id.tsx': [
    get((_, { importJob }) => `/imports/${importJob}`, { what: 'the own', allowed: IMPORTERS, ok: 200, outside: 'as inside' }),
    get(({ importJob }) => `/imports/${importJob}`, { what: 'another’s', allowed: IMPORTERS, ok: 404, outside: 404 }),
    get((_, { job }) => `/imports/${job}`, { what: 'a job that is no import', allowed: IMPORTERS, ok: 404, outside: 'as inside' }),
    post((_, { importJob }) => `/imports/${importJob}`, {
      what: 'the own, whose file is gone',
      form: () => ({ how: 'all' }),
      allowed: IMPORTERS,
      ok: 404,
      outside: 'as inside',
    }),
    post(({ importJob }) => `/imports/${importJob}`, {
      what: 'another’s',
      form: () => ({ how: 'all' }),
      allowed: IMPORTERS,
      ok: 404,
      outside: 404,
    }),
  ],

  // Packages: who takes them, and the own ones alone -----------------------------------------------------------------
  'packages._index.tsx': [
    get(() => '/packages', { allowed: ['city', 'admin'], ok: 200, outside: 'as inside' }),
    post(() => '/packages', { what: 'without a file', form: () => ({}), allowed: ['city', 'admin'], ok: 422, outside: 'as inside' }),
  ],
  'packages.$id.tsx': [
    get((_, { job }) => `/packages/${job}`, { what: 'a job that takes none', allowed: ['city', 'admin'], ok: 404, outside: 'as inside' }),
    post((_, { job }) => `/packages/${job}`, {
      what: 'a job that takes none',
      form: () => ({}),
      allowed: ['city', 'admin'],
      ok: 404,
      outside: 'as inside',
    }),
  ],

  // One's own things, and the settings -------------------------------------------------------------------------------
  'me.tsx': [
    get(() => '/me', { allowed: 'everybody', ok: 200, outside: 'as inside' }),
    post(() => '/me', {
      form: () => ({ intent: 'end', session: 'of somebody else' }),
      allowed: 'everybody',
      ok: 302,
      outside: 'as inside',
    }),
  ],
  'feedback.tsx': [
    get(() => '/feedback', { allowed: 'everybody', ok: 200, outside: 'as inside' }),
    post(() => '/feedback', { form: () => ({ text: '' }), allowed: 'everybody', ok: 422, outside: 'as inside' }),
  ],
  'settings.complaints.tsx': [
    get(() => '/settings/complaints', { allowed: ['admin'], ok: 200, outside: 'as inside' }),
    post(() => '/settings/complaints', {
      form: () => ({ id: randomUUID(), answer: '' }),
      allowed: ['admin'],
      ok: 422,
      outside: 'as inside',
    }),
  ],
  'second-factor.tsx': [
    get(() => '/second-factor', { allowed: ['county', 'city', 'admin'], ok: 200, outside: 'as inside' }),
    post(() => '/second-factor', {
      form: () => ({ intent: 'codes' }),
      allowed: ['county', 'city', 'admin'],
      ok: 422,
      outside: 'as inside',
    }),
  ],
  'settings.second-factor.tsx': [
    get(() => '/settings/second-factor', { allowed: ['admin'], ok: 200, outside: 'as inside' }),
    // Nothing is chosen, so nothing is required of anybody.
    post(() => '/settings/second-factor', { form: () => ({}), allowed: ['admin'], ok: 302, outside: 'as inside' }),
  ],
  'settings.backups.tsx': [
    get(() => '/settings/backups', { allowed: ['admin'], ok: 200, outside: 'as inside' }),
    post(() => '/settings/backups', { form: () => ({}), allowed: ['admin'], ok: 302, outside: 'as inside' }),
  ],
  'settings.accounts._index.tsx': [get(() => '/settings/accounts', { allowed: KEEPERS_OF_ACCOUNTS, ok: 200, outside: 'as inside' })],
  'settings.accounts.new.tsx': [
    get(() => '/settings/accounts/new', { allowed: KEEPERS_OF_ACCOUNTS, ok: 200, outside: 'as inside' }),
    post(() => '/settings/accounts/new', {
      form: ({ village }) => ({ username: `new-${randomUUID().slice(0, 8)}`, name: '新村干部', role: 'cadre', divisions: village }),
      allowed: KEEPERS_OF_ACCOUNTS,
      ok: 200,
      outside: 404,
      everywhere: ['admin'],
    }),
  ],
  'settings.accounts.$id.tsx': [
    get(({ account }) => `/settings/accounts/${account}`, { allowed: KEEPERS_OF_ACCOUNTS, ok: 200, outside: 404, everywhere: ['admin'] }),
    ...['unlock', 'sessions', 'disable', 'enable'].map((intent) =>
      post(({ account }) => `/settings/accounts/${account}`, {
        what: intent,
        form: () => ({ intent }),
        allowed: KEEPERS_OF_ACCOUNTS,
        ok: 302,
        outside: 404,
        everywhere: ['admin'],
      }),
    ),
    post(({ account }) => `/settings/accounts/${account}`, {
      what: 'a new first password',
      form: () => ({ intent: 'password' }),
      allowed: KEEPERS_OF_ACCOUNTS,
      ok: 200,
      outside: 404,
      everywhere: ['admin'],
    }),
    post(({ account }) => `/settings/accounts/${account}`, {
      what: 'save',
      form: ({ village }) => ({ name: '村干部', role: 'cadre', divisions: village }),
      allowed: KEEPERS_OF_ACCOUNTS,
      ok: 302,
      outside: 404,
      everywhere: ['admin'],
    }),
  ],
  'settings.divisions._index.tsx': [get(() => '/settings/divisions', { allowed: ['city'], ok: 302, outside: 'as inside' })],
  'settings.divisions.$code.tsx': [
    get(({ village }) => `/settings/divisions/${village}`, { allowed: ['city'], ok: 200, outside: 404 }),
    post(({ village }) => `/settings/divisions/${village}`, {
      what: 'rename',
      form: () => ({ intent: 'change', name: '新名村', on: '2021-02-01', reason: '村名核准' }),
      allowed: ['city'],
      ok: 302,
      outside: 404,
    }),
    post(({ township }) => `/settings/divisions/${township}`, {
      what: 'add a village',
      form: ({ township }) => ({ intent: 'add', code: `${township}777`, name: '增设村', validFrom: '2021-02-01', reason: '新设' }),
      allowed: ['city'],
      ok: 302,
      outside: 404,
    }),
    post(({ spare }) => `/settings/divisions/${spare[0]}`, {
      what: 'close',
      form: () => ({ intent: 'close', on: '2021-02-01', reason: '撤村' }),
      allowed: ['city'],
      ok: 302,
      outside: 404,
    }),
    post(({ spare }) => `/settings/divisions/${spare[1]}`, {
      what: 'merge',
      form: () => ({ intent: 'merge', into: '140602001003', on: '2021-02-01', reason: '并村' }),
      allowed: ['city'],
      ok: 302,
      outside: 404,
    }),
  ],
  'settings.seasons._index.tsx': [
    get(() => '/settings/seasons', { allowed: ['city'], ok: 200, outside: 'as inside' }),
    post(() => '/settings/seasons', { form: () => ({}), allowed: ['city'], ok: 422, outside: 'as inside' }),
  ],
  'settings.seasons.$name.tsx': [
    get(() => `/settings/seasons/${SEASON}`, { allowed: FIGURE_READERS, ok: 200, outside: 'as inside' }),
    post(() => `/settings/seasons/${SEASON}`, {
      what: 'thresholds without a reason',
      form: () => ({ intent: 'thresholds' }),
      allowed: ['city'],
      ok: 422,
      outside: 'as inside',
    }),
    post(() => `/settings/seasons/${SEASON}`, {
      what: 'close without a reason',
      form: () => ({ intent: 'close' }),
      allowed: ['city'],
      ok: 422,
      outside: 'as inside',
    }),
    post(() => `/settings/seasons/${SEASON}`, {
      what: 'dates of a county',
      form: ({ county }) => ({ intent: 'dates', division: county, startsOn: '2020-10-20', endsOn: '2021-04-10' }),
      allowed: ['city'],
      ok: 302,
      outside: 404,
    }),
    post(() => `/settings/seasons/${SEASON}`, {
      what: 'dates of the city again',
      form: ({ county }) => ({ intent: 'follow', division: county }),
      allowed: ['city'],
      ok: 302,
      outside: 404,
    }),
  ],
  'settings.divisions.options.ts': [
    get(({ village }) => `/settings/divisions/options?level=village&q=${village}`, {
      allowed: KEEPERS_OF_ACCOUNTS,
      ok: 200,
      outside: 'as inside',
    }),
  ],

  // Programs ---------------------------------------------------------------------------------------------------------
  'api.v1.openapi[.]json.ts': [
    get(() => '/api/v1/openapi.json', { allowed: 'everybody', ok: 200, outside: 'as inside', anonymous: 200, firstPassword: 200 }),
  ],
  'api.v1.$.ts': [
    get(() => '/api/v1/elsewhere', { allowed: 'everybody', ok: 404, outside: 'as inside', anonymous: 404, firstPassword: 404 }),
    post(() => '/api/v1/elsewhere', {
      json: () => ({}),
      allowed: 'everybody',
      ok: 404,
      outside: 'as inside',
      anonymous: 404,
      firstPassword: 404,
    }),
  ],
  'api.v1.sign-in.ts': [
    get(() => '/api/v1/sign-in', { allowed: 'everybody', ok: 405, outside: 'as inside', anonymous: 405, firstPassword: 405 }),
    post(() => '/api/v1/sign-in', {
      json: () => ({}),
      allowed: 'everybody',
      ok: 400,
      outside: 'as inside',
      anonymous: 400,
      firstPassword: 400,
    }),
  ],
  'api.v1.sign-out.ts': [
    get(() => '/api/v1/sign-out', { allowed: 'everybody', ok: 405, outside: 'as inside', anonymous: 405, firstPassword: 405 }),
    post(() => '/api/v1/sign-out', { json: () => ({}), allowed: 'everybody', ok: 204, outside: 'as inside' }),
  ],
  'api.v1.divisions.ts': [
    get(() => '/api/v1/divisions?limit=500', { allowed: HOUSEHOLD_READERS, ok: 200, outside: 'as inside' }),
    get(({ village }) => `/api/v1/divisions?root=${village}`, { what: 'below one', allowed: HOUSEHOLD_READERS, ok: 200, outside: 404 }),
    post(() => '/api/v1/divisions', {
      json: () => ({}),
      allowed: 'everybody',
      ok: 405,
      outside: 'as inside',
      anonymous: 405,
      firstPassword: 405,
    }),
  ],
  'api.v1.households.ts': [
    get(() => '/api/v1/households?limit=500', { allowed: HOUSEHOLD_READERS, ok: 200, outside: 'as inside' }),
    get(({ village }) => `/api/v1/households?village=${village}`, {
      what: 'of one village',
      allowed: HOUSEHOLD_READERS,
      ok: 200,
      outside: 404,
    }),
    get(({ head }) => `/api/v1/households?search=${encodeURIComponent(head)}`, {
      what: 'search',
      allowed: HOUSEHOLD_READERS,
      ok: 200,
      outside: 'as inside',
    }),
    post(() => '/api/v1/households', {
      json: () => ({}),
      allowed: 'everybody',
      ok: 405,
      outside: 'as inside',
      anonymous: 405,
      firstPassword: 405,
    }),
  ],
  'api.v1.households_.$number.ts': [
    get(({ household }) => `/api/v1/households/${household}`, { allowed: HOUSEHOLD_READERS, ok: 200, outside: 404 }),
    post(({ household }) => `/api/v1/households/${household}`, {
      json: () => ({}),
      allowed: 'everybody',
      ok: 405,
      outside: 'as inside',
      anonymous: 405,
      firstPassword: 405,
    }),
  ],
  'api.v1.visits.ts': [
    get(() => '/api/v1/visits', { allowed: 'everybody', ok: 405, outside: 'as inside', anonymous: 405, firstPassword: 405 }),
    // The receipts state the result of each visit; api.test.ts checks them.
    post(() => '/api/v1/visits', {
      json: ({ household }) => ({ visits: [{ visit: `api-${household}`, household }] }),
      allowed: ['cadre'],
      ok: 200,
      outside: 'as inside',
    }),
  ],
  'api.v1.facts.ts': [
    get(({ village }) => `/api/v1/facts?division=${village}&season=${SEASON}`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
    post(() => '/api/v1/facts', {
      json: () => ({}),
      allowed: 'everybody',
      ok: 405,
      outside: 'as inside',
      anonymous: 405,
      firstPassword: 405,
    }),
  ],

  // Phones -------------------------------------------------------------------------------------------------------------
  'field-data.session.ts': [
    get(() => '/field-data/session', { allowed: ['cadre'], ok: 200, outside: 'as inside', anonymous: 401, firstPassword: 403 }),
  ],
  'field-data.sign-in.ts': [
    get(() => '/field-data/sign-in', { allowed: 'everybody', ok: 200, outside: 'as inside', anonymous: 200, firstPassword: 200 }),
    // Nothing was given: the answer says what is missing.
    post(() => '/field-data/sign-in', {
      form: () => ({}),
      allowed: 'everybody',
      ok: 200,
      outside: 'as inside',
      anonymous: 200,
      firstPassword: 200,
    }),
  ],
  'field-data.password.ts': [
    post(() => '/field-data/password', {
      form: () => ({}),
      allowed: ['cadre'],
      ok: 200,
      outside: 'as inside',
      anonymous: 401,
      firstPassword: 403,
    }),
  ],
  'field-data.complaints.ts': [
    get(() => '/field-data/complaints', { allowed: ['cadre'], ok: 200, outside: 'as inside', anonymous: 401, firstPassword: 403 }),
    post(() => '/field-data/complaints', {
      form: () => ({ text: '' }),
      allowed: ['cadre'],
      ok: 200,
      outside: 'as inside',
      anonymous: 401,
      firstPassword: 403,
    }),
  ],
  'field-data.language.ts': [
    post(() => '/field-data/language', {
      form: () => ({ language: 'zh-CN' }),
      allowed: ['cadre'],
      ok: 200,
      outside: 'as inside',
      anonymous: 401,
      firstPassword: 403,
    }),
  ],
  'field-data.package.ts': [
    get(({ village }) => `/field-data/package?village=${village}`, {
      allowed: ['cadre'],
      ok: 200,
      outside: 404,
      anonymous: 401,
      firstPassword: 403,
    }),
  ],
  'field-data.devices.ts': [
    post(() => '/field-data/devices', {
      json: () => ({ protocol: 1, device: 'a-phone-of-nobody-1', name: 'Android' }),
      allowed: ['cadre'],
      ok: 200,
      outside: 'as inside',
      anonymous: 401,
      firstPassword: 403,
    }),
  ],
  'field-data.visits.ts': [
    // The receipts state the result of each record; field-records.test.ts checks them.
    post(() => '/field-data/visits', {
      json: () => ({ protocol: 1, device: 'a-phone-of-nobody-1', records: [{}] }),
      allowed: ['cadre'],
      ok: 200,
      outside: 'as inside',
      anonymous: 401,
      firstPassword: 403,
    }),
  ],
  'field-data.problems.ts': [
    // Receipts say of each report what became of it; report-problems.test.ts looks into them.
    post(() => '/field-data/problems', {
      json: () => ({ protocol: 1, device: 'a-phone-of-nobody-1', records: [{}] }),
      allowed: ['cadre'],
      ok: 200,
      outside: 'as inside',
      anonymous: 401,
      firstPassword: 403,
    }),
  ],
  'field-data.households.ts': [
    // Receipts say of each household what became of it; receive-households.test.ts looks into them.
    post(() => '/field-data/households', {
      json: () => ({ protocol: 1, device: 'a-phone-of-nobody-1', records: [{}] }),
      allowed: ['cadre'],
      ok: 200,
      outside: 'as inside',
      anonymous: 401,
      firstPassword: 403,
    }),
  ],
  'conflicts.households.$id.tsx': [
    get(({ received }) => `/conflicts/households/${encodeURIComponent(received)}`, { allowed: ['township'], ok: 200, outside: 404 }),
    post(({ received }) => `/conflicts/households/${encodeURIComponent(received)}`, {
      form: () => ({ choice: 'set-aside', reason: '没有这家' }),
      allowed: ['township'],
      ok: 302,
      outside: 404,
    }),
  ],
  'households.$number.report.tsx': [
    get(({ household }) => `/households/${household}/report`, { allowed: ['cadre'], ok: 200, outside: 404 }),
    post(({ household }) => `/households/${household}/report`, {
      form: () => ({ id: randomUUID(), kind: 'cold', text: '不热' }),
      allowed: ['cadre'],
      ok: 302,
      outside: 404,
    }),
  ],
  'findings._index.tsx': [get(() => '/findings', { allowed: FIGURE_READERS, ok: 302, outside: 'as inside' })],
  'findings.$code._index.tsx': [
    get(({ village }) => `/findings/${village}`, { what: 'the desk', allowed: FIGURE_READERS, ok: 200, outside: 404 }),
    get(({ finding }) => `/findings/${finding}`, { what: 'one', allowed: FIGURE_READERS, ok: 200, outside: 404 }),
    post(({ finding }) => `/findings/${finding}`, {
      what: 'an act',
      // An older revision: what is asked is looked at, and nothing of it is used up.
      form: () => ({ act: 'progress', revision: '999', text: '已修' }),
      allowed: ['township', 'county', 'city'],
      ok: 409,
      outside: 404,
    }),
    post(({ village }) => `/findings/${village}`, {
      what: 'several at once',
      form: ({ finding }) => ({ bulk: 'ask', rows: [`999:${finding}`], text: '报进展' }),
      allowed: ['township', 'county', 'city'],
      ok: 409,
      outside: 422,
    }),
  ],
  'findings.$code_.export.ts': [get(({ village }) => `/findings/${village}/export`, { allowed: FIGURE_READERS, ok: 200, outside: 404 })],
  'findings.$code.files.$sha256.ts': [
    get(({ finding }) => `/findings/${finding}/files/${'0'.repeat(64)}`, { allowed: FIGURE_READERS, ok: 404, outside: 404 }),
  ],
  'findings.new.tsx': [
    get(({ village }) => `/findings/new?code=${village}`, { allowed: ['township', 'county', 'city'], ok: 200, outside: 404 }),
    post(({ village }) => `/findings/new?code=${village}`, {
      form: ({ village, household }) => ({
        division: village,
        season: SEASON,
        household,
        source: 'audit',
        kind: '设备不能用',
        text: '水泵坏了',
        due: '2021-03-01',
      }),
      allowed: ['township', 'county', 'city'],
      ok: 302,
      outside: 404,
    }),
  ],
  'api.v1.findings.ts': [
    get(({ village }) => `/api/v1/findings?division=${village}&season=${SEASON}`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
    post(() => '/api/v1/findings', {
      json: () => ({}),
      allowed: 'everybody',
      ok: 405,
      outside: 'as inside',
      anonymous: 405,
      firstPassword: 405,
    }),
  ],
  'findings.reported._index.tsx': [get(() => '/findings/reported', { allowed: FIGURE_READERS, ok: 200, outside: 'as inside' })],
  'findings.reported.$id.tsx': [
    get(({ report }) => `/findings/reported/${report}`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
    post(({ report }) => `/findings/reported/${report}`, {
      form: () => ({ answer: '今晚修好' }),
      allowed: ['township', 'county'],
      ok: 302,
      outside: 404,
    }),
  ],
  'quality._index.tsx': [get(() => '/quality', { allowed: FIGURE_READERS, ok: 302, outside: 'as inside' })],
  'quality.$code._index.tsx': [
    get(({ township }) => `/quality/${township}`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
    post(({ county }) => `/quality/${county}`, {
      what: 'compute',
      form: () => ({}),
      allowed: ['county'],
      ok: 302,
      outside: 404,
    }),
  ],
  'quality.$code.reasons.$id.tsx': [
    get(({ township, reason }) => `/quality/${township}/reasons/${reason}`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
    post(({ township, reason }) => `/quality/${township}/reasons/${reason}`, {
      form: () => ({ words: '看过，没问题' }),
      allowed: ['township', 'county'],
      ok: 302,
      outside: 404,
    }),
  ],
  'quality.$code.checks._index.tsx': [
    get(({ township }) => `/quality/${township}/checks`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
    post(({ township }) => `/quality/${township}/checks`, {
      what: 'draw a share of nothing',
      form: () => ({ do: 'draw', share: '0' }),
      allowed: ['township', 'county'],
      ok: 422,
      outside: 404,
    }),
    post(({ township }) => `/quality/${township}/checks`, {
      what: 'assign to a cadre of the same village',
      form: ({ checks, account }) => ({ do: 'assign', check: checks.open[0], checker: account }),
      allowed: ['township', 'county'],
      ok: 422,
      outside: 404,
    }),
  ],
  'quality.$code.checks.$id.tsx': [
    get(({ township, checks }) => `/quality/${township}/checks/${checks.done}`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
    post(({ township, checks }) => `/quality/${township}/checks/${checks.open[1]}`, {
      what: 'withdraw',
      form: () => ({ do: 'withdraw', reason: '全家外出' }),
      allowed: ['township', 'county'],
      ok: 302,
      // The township has withdrawn it.
      okFor: { county: 422 },
      outside: 404,
    }),
  ],
  'checks._index.tsx': [get(() => '/checks', { allowed: ['cadre', 'township'], ok: 200, outside: 'as inside' })],
  // A check that was given to somebody else is answered like one that does not exist.

  'checks.$id._index.tsx': [
    get(({ checks }) => `/checks/${checks.open[0]}`, { allowed: ['cadre', 'township'], ok: 404, outside: 404 }),
    post(({ checks }) => `/checks/${checks.open[0]}`, {
      form: () => ({ visit: randomUUID(), season: SEASON, draft: '{"typed":{}}', card: 'heating', do: 'next' }),
      allowed: ['cadre', 'township'],
      ok: 404,
      outside: 404,
    }),
  ],
  'checks.$id.draft.ts': [
    post(({ checks }) => `/checks/${checks.open[0]}/draft`, {
      json: () => ({ visit: randomUUID(), season: SEASON, draft: { typed: {} } }),
      allowed: ['cadre', 'township'],
      ok: 404,
      outside: 404,
    }),
  ],
  'checks.$id.submit.ts': [
    post(({ checks }) => `/checks/${checks.open[0]}/submit`, {
      json: () => ({ visit: randomUUID(), season: SEASON, draft: { typed: {} } }),
      allowed: ['cadre', 'township'],
      ok: 404,
      outside: 404,
    }),
  ],
  'sign-off._index.tsx': [get(() => '/sign-off', { allowed: FIGURE_READERS, ok: 302, outside: 'as inside' })],
  'sign-off.$code._index.tsx': [
    get(({ village }) => `/sign-off/${village}`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
    // A village sends no report, and only a township closes one.
    post(({ village }) => `/sign-off/${village}`, {
      form: () => ({ do: 'prepare', season: SEASON }),
      what: 'freeze',
      allowed: ['county', 'city'],
      ok: 422,
      outside: 404,
    }),
    post(({ village }) => `/sign-off/${village}`, {
      form: ({ village }) => ({ do: 'close', season: SEASON, township: village, words: '办结' }),
      what: 'close',
      allowed: ['township'],
      ok: 422,
      outside: 404,
    }),
  ],
  'sign-off.$code.$id._index.tsx': [
    get(({ village }) => `/sign-off/${village}/${NOBODY}`, { allowed: FIGURE_READERS, ok: 404, outside: 404 }),
    post(({ village }) => `/sign-off/${village}/${NOBODY}`, {
      form: () => ({ do: 'submit' }),
      allowed: ['county', 'city'],
      ok: 404,
      outside: 404,
    }),
  ],
  'sign-off.$code.$id.evaluation.ts': [
    get(({ village }) => `/sign-off/${village}/${NOBODY}/evaluation`, { allowed: FIGURE_READERS, ok: 404, outside: 404 }),
  ],
  'sign-off.$code.$id.households._index.tsx': [
    get(({ village }) => `/sign-off/${village}/${NOBODY}/households`, { allowed: FIGURE_READERS, ok: 404, outside: 404 }),
  ],
  'sign-off.$code.$id.households.export.ts': [
    get(({ village }) => `/sign-off/${village}/${NOBODY}/households/export`, { allowed: FIGURE_READERS, ok: 404, outside: 404 }),
  ],
  'sign-off.$code.$id.workbook.ts': [
    get(({ village }) => `/sign-off/${village}/${NOBODY}/workbook`, { allowed: ['county', 'city'], ok: 404, outside: 404 }),
  ],
  'reports.$code.evaluation._index.tsx': [
    get(({ county }) => `/reports/${county}/evaluation`, { allowed: ['county', 'city', 'auditor'], ok: 200, outside: 404 }),
    // The city reads the county's report and writes its own.
    post(({ county }) => `/reports/${county}/evaluation?season=${SEASON}`, {
      form: () => ({ version: '0' }),
      allowed: ['county', 'city'],
      ok: 302,
      okFor: { city: 403 },
      outside: 404,
    }),
  ],
  'reports.$code.evaluation.word.ts': [
    get(({ county }) => `/reports/${county}/evaluation/word`, { allowed: ['county', 'city', 'auditor'], ok: 200, outside: 404 }),
  ],
  'plans._index.tsx': [get(() => '/plans', { allowed: FIGURE_READERS, ok: 302, outside: 'as inside' })],
  'plans.$code._index.tsx': [get(({ village }) => `/plans/${village}`, { allowed: FIGURE_READERS, ok: 200, outside: 404 })],
  'plans.$code.new.tsx': [
    get(({ village }) => `/plans/${village}/new`, { allowed: ['county'], ok: 200, outside: 404 }),
    // Nobody needs a plan for it: too few households.
    post(({ village }) => `/plans/${village}/new?season=${SEASON}`, {
      form: ({ village }) => ({ name: '方案', village }),
      allowed: ['county'],
      ok: 422,
      outside: 404,
    }),
  ],
  'plans.$code.$number._index.tsx': [
    get(({ county, plan }) => `/plans/${county}/${plan}`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
    // It names no office and no deadline yet.
    post(({ county, plan }) => `/plans/${county}/${plan}`, {
      form: () => ({ do: 'submit', version: '1' }),
      allowed: ['county'],
      ok: 422,
      outside: 404,
    }),
  ],
  'plans.$code.$number.word.ts': [
    get(({ county, plan }) => `/plans/${county}/${plan}/word`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
  ],
  'settings.duty-phones.tsx': [
    get(() => '/settings/duty-phones', { allowed: ['township', 'county', 'city'], ok: 200, outside: 'as inside' }),
    post(() => '/settings/duty-phones', {
      form: ({ township }) => ({ code: township, phone: `0349-${String(Math.floor(Math.random() * 9_000_000) + 1_000_000)}` }),
      allowed: ['township', 'county', 'city'],
      ok: 302,
      outside: 404,
    }),
  ],
  'field-data.photos.$sha256.ts': [
    post(() => `/field-data/photos/${'0'.repeat(64)}`, {
      json: () => ({}),
      allowed: ['cadre'],
      ok: 422,
      outside: 'as inside',
      anonymous: 401,
      firstPassword: 403,
    }),
  ],
  // chart-pictures.test.ts asks for one that a page shows.
  'chart.ts': [get(() => '/chart', { allowed: FIGURE_READERS, ok: 404, outside: 'as inside' })],
  // photos.test.ts checks which visits give access to a photo; here no photo exists.
  'photos.$sha256.ts': [get(() => `/photos/${'0'.repeat(64)}`, { allowed: HOUSEHOLD_READERS, ok: 404, outside: 'as inside' })],
  'conflicts._index.tsx': [get(() => '/conflicts', { allowed: ['township'], ok: 200, outside: 'as inside' })],
  'conflicts.$id.tsx': [
    get(({ conflict }) => `/conflicts/${conflict}`, { allowed: ['township'], ok: 200, outside: 404 }),
    post(({ conflict }) => `/conflicts/${conflict}`, {
      form: () => ({ revision: '1', 'use.stove': 'theirs', reason: '电话核实' }),
      allowed: ['township'],
      ok: 302,
      outside: 404,
    }),
  ],
  'devices._index.tsx': [
    get(() => '/devices', { allowed: ['township'], ok: 200, outside: 'as inside' }),
    post(() => '/devices', {
      what: 'retire',
      form: ({ account }) => ({ do: 'retire', device: `phone-of-${account}`, account, reason: '丢失', lost: '?' }),
      allowed: ['township'],
      ok: 302,
      outside: 404,
    }),
    post(() => '/devices', {
      what: 'set aside',
      form: ({ late }) => ({ do: 'set-aside', id: late[0], reason: '重复' }),
      allowed: ['township'],
      ok: 302,
      outside: 404,
    }),
    post(() => '/devices', {
      what: 'release',
      form: ({ late }) => ({ do: 'release', id: late[1] }),
      allowed: ['township'],
      ok: 302,
      outside: 404,
    }),
  ],
  'devices.import.tsx': [
    get(() => '/devices/import', { allowed: ['township'], ok: 200, outside: 'as inside' }),
    post(() => '/devices/import', { form: () => ({}), allowed: ['township'], ok: 422, outside: 'as inside' }),
  ],
};
