import type { Role } from '~/domain/contract/enumerations';
import { SEASON, type Subject } from './route-access-subjects';

/**
 * Who gets what at every route and API operation. The rights stand here a second time, in plain words, on purpose: a slip
 * in who-may.ts or a forgotten check in a route must disagree with this table.
 *
 * For a new route add its file name with its cases: at least one GET case when it has a page or a loader, one POST case when it
 * has an action, and for an action of several kinds one case each. Every case runs for nobody, for a person who must still change
 * the first password, and for each role: with a subject in the person's divisions, with the nearest one outside, and
 * with one that does not exist. Outside must answer like not existing (404). Whoever is not `allowed` gets 403 whatever is asked.
 */
export type RouteCase = {
  /** What is asked, when one route has several cases. */
  what?: string;
  method: 'GET' | 'POST';
  path: (subject: Subject) => string;
  /** Fields of a form (the CSRF token is added), or the JSON of an API operation. */
  form?: (subject: Subject) => Record<string, string | string[]>;
  json?: (subject: Subject) => unknown;
  allowed: readonly Role[] | 'everybody';
  /** The status for who is allowed, in scope; a redirect to signing in is written '302 /sign-in'. */
  ok: number | string;
  /** Outside and not there; 'as inside' when nothing in the request lies anywhere. */
  outside: number | 'as inside';
  /** Roles to whom everything is inside. */
  everywhere?: readonly Role[];
  /** Without signing in; by default a page leads to the sign-in page and the API answers 401. */
  anonymous?: number | string;
  /** With the first password; by default a page leads to the page where it is changed, and the API has no such token. */
  firstPassword?: number | string;
};

const HOUSEHOLD_READERS = ['cadre', 'township', 'county', 'city', 'auditor'] as const;
const FIGURE_READERS = ['township', 'county', 'city', 'auditor'] as const;
const KEEPERS_OF_ACCOUNTS = ['city', 'admin'] as const;
const get = (path: RouteCase['path'], rest: Omit<RouteCase, 'method' | 'path'>): RouteCase => ({ method: 'GET', path, ...rest });
const post = (path: RouteCase['path'], rest: Omit<RouteCase, 'method' | 'path'>): RouteCase => ({ method: 'POST', path, ...rest });

export const ROUTES: Record<string, readonly RouteCase[]> = {
  // Signing in, and what belongs to everybody -------------------------------------------------------------------------
  '_index.tsx': [get(() => '/', { allowed: 'everybody', ok: 302, outside: 'as inside' })],
  'sign-in.tsx': [
    get(() => '/sign-in', { allowed: 'everybody', ok: 302, outside: 'as inside', anonymous: 200, firstPassword: 302 }),
    post(() => '/sign-in', { form: () => ({}), allowed: 'everybody', ok: 302, outside: 'as inside', anonymous: 422, firstPassword: 302 }),
  ],
  'sign-out.tsx': [
    get(() => '/sign-out', { allowed: 'everybody', ok: 302, outside: 'as inside', anonymous: 302, firstPassword: 302 }),
    post(() => '/sign-out', { form: () => ({}), allowed: 'everybody', ok: '302 /sign-in', outside: 'as inside', firstPassword: '302 /sign-in' }),
  ],
  'language.tsx': [
    get(() => '/language', { allowed: 'everybody', ok: 302, outside: 'as inside', anonymous: 302, firstPassword: 302 }),
    post(() => '/language', { form: () => ({ language: 'zh-CN', to: '/' }), allowed: 'everybody', ok: 302, outside: 'as inside', anonymous: 302, firstPassword: 302 }),
  ],
  'password.tsx': [
    get(() => '/password', { allowed: 'everybody', ok: 200, outside: 'as inside', firstPassword: 200 }),
    post(() => '/password', { form: () => ({}), allowed: 'everybody', ok: 422, outside: 'as inside', firstPassword: 422 }),
  ],

  // Villages, households, visits -------------------------------------------------------------------------------------
  'todo.tsx': [get(() => '/todo', { allowed: HOUSEHOLD_READERS, ok: 200, outside: 'as inside' })],
  'villages._index.tsx': [
    get(() => '/villages?q=' + encodeURIComponent('村'), { allowed: HOUSEHOLD_READERS, ok: 200, outside: 'as inside' }),
  ],
  'villages.$code._index.tsx': [
    get(({ village }) => `/villages/${village}`, { allowed: HOUSEHOLD_READERS, ok: 200, outside: 404 }),
    get(({ village, head }) => `/villages/${village}?q=${encodeURIComponent(head)}`, { what: 'search', allowed: HOUSEHOLD_READERS, ok: 200, outside: 404 }),
  ],
  'villages.$code.add.tsx': [
    get(({ village }) => `/villages/${village}/add`, { allowed: ['cadre'], ok: 200, outside: 404 }),
    post(({ village }) => `/villages/${village}/add`, {
      form: () => ({ head: '新户主', address: '9排9号', residence: 'resident' }),
      allowed: ['cadre'], ok: 302, outside: 404,
    }),
  ],
  'households.$number._index.tsx': [
    get(({ household }) => `/households/${household}`, { allowed: HOUSEHOLD_READERS, ok: 200, outside: 404 }),
    post(({ household }) => `/households/${household}`, {
      what: 'unmask the phone', form: () => ({ do: 'unmask-phone' }), allowed: ['cadre', 'township', 'county'], ok: 200, outside: 404,
    }),
    post(({ household }) => `/households/${household}`, {
      what: 'discard the own draft', form: () => ({ do: 'discard-draft' }), allowed: HOUSEHOLD_READERS, ok: 302, outside: 'as inside',
    }),
  ],

  // Reports ----------------------------------------------------------------------------------------------------------
  'reports._index.tsx': [
    get(({ county }) => `/reports?division=${county}`, { allowed: ['county', 'city', 'auditor'], ok: 200, outside: 200 }),
    post(() => '/reports', {
      what: 'ask for a workbook', form: ({ village }) => ({ division: village, season: SEASON, asOf: '' }), allowed: ['county', 'city', 'auditor'], ok: '302 /reports', outside: 404,
    }),
  ],

  // Programs ---------------------------------------------------------------------------------------------------------
  'api.v1.openapi[.]json.ts': [get(() => '/api/v1/openapi.json', { allowed: 'everybody', ok: 200, outside: 'as inside', anonymous: 200, firstPassword: 200 })],
  'api.v1.$.ts': [
    get(() => '/api/v1/elsewhere', { allowed: 'everybody', ok: 404, outside: 'as inside', anonymous: 404, firstPassword: 404 }),
    post(() => '/api/v1/elsewhere', { json: () => ({}), allowed: 'everybody', ok: 404, outside: 'as inside', anonymous: 404, firstPassword: 404 }),
  ],
  'api.v1.sign-in.ts': [
    get(() => '/api/v1/sign-in', { allowed: 'everybody', ok: 405, outside: 'as inside', anonymous: 405, firstPassword: 405 }),
    post(() => '/api/v1/sign-in', { json: () => ({}), allowed: 'everybody', ok: 400, outside: 'as inside', anonymous: 400, firstPassword: 400 }),
  ],
  'api.v1.sign-out.ts': [
    get(() => '/api/v1/sign-out', { allowed: 'everybody', ok: 405, outside: 'as inside', anonymous: 405, firstPassword: 405 }),
    post(() => '/api/v1/sign-out', { json: () => ({}), allowed: 'everybody', ok: 204, outside: 'as inside' }),
  ],
  'api.v1.divisions.ts': [
    get(() => '/api/v1/divisions?limit=500', { allowed: HOUSEHOLD_READERS, ok: 200, outside: 'as inside' }),
    get(({ village }) => `/api/v1/divisions?root=${village}`, { what: 'below one', allowed: HOUSEHOLD_READERS, ok: 200, outside: 404 }),
    post(() => '/api/v1/divisions', { json: () => ({}), allowed: 'everybody', ok: 405, outside: 'as inside', anonymous: 405, firstPassword: 405 }),
  ],
  'api.v1.households.ts': [
    get(() => '/api/v1/households?limit=500', { allowed: HOUSEHOLD_READERS, ok: 200, outside: 'as inside' }),
    get(({ village }) => `/api/v1/households?village=${village}`, { what: 'of one village', allowed: HOUSEHOLD_READERS, ok: 200, outside: 404 }),
    get(({ head }) => `/api/v1/households?search=${encodeURIComponent(head)}`, { what: 'search', allowed: HOUSEHOLD_READERS, ok: 200, outside: 'as inside' }),
    post(() => '/api/v1/households', { json: () => ({}), allowed: 'everybody', ok: 405, outside: 'as inside', anonymous: 405, firstPassword: 405 }),
  ],
  'api.v1.households_.$number.ts': [
    get(({ household }) => `/api/v1/households/${household}`, { allowed: HOUSEHOLD_READERS, ok: 200, outside: 404 }),
    post(({ household }) => `/api/v1/households/${household}`, { json: () => ({}), allowed: 'everybody', ok: 405, outside: 'as inside', anonymous: 405, firstPassword: 405 }),
  ],
  'api.v1.visits.ts': [
    get(() => '/api/v1/visits', { allowed: 'everybody', ok: 405, outside: 'as inside', anonymous: 405, firstPassword: 405 }),
    // Receipts say of each visit what became of it; api.test.ts looks into them.
    post(() => '/api/v1/visits', { json: ({ household }) => ({ visits: [{ visit: `api-${household}`, household }] }), allowed: ['cadre'], ok: 200, outside: 'as inside' }),
  ],
  'api.v1.facts.ts': [
    get(({ village }) => `/api/v1/facts?division=${village}&season=${SEASON}`, { allowed: FIGURE_READERS, ok: 200, outside: 404 }),
    post(() => '/api/v1/facts', { json: () => ({}), allowed: 'everybody', ok: 405, outside: 'as inside', anonymous: 405, firstPassword: 405 }),
  ],
};
