import type { Role } from '~/domain/contract/enumerations';
import type { Subject, Who } from './route-access-subjects';

/** One request to a route, and the answer each person gets (route-access-table.ts). */
export type RouteCase = {
  /** What the request is about, when one route has several cases. */
  what?: string;
  method: 'GET' | 'POST';
  path: (subject: Subject, who: Who) => string;
  /** Fields of a form (the CSRF token is added), or the JSON of an API operation. */
  form?: (subject: Subject, who: Who) => Record<string, string | string[]>;
  json?: (subject: Subject, who: Who) => unknown;
  allowed: readonly Role[] | 'everybody';
  /** The status for a person with the right, in scope. A redirect to the sign-in page is written '302 /sign-in'. */
  ok: number | string;
  /** The roles that get another answer, because their desk is elsewhere. */
  okFor?: Partial<Record<Role, number | string>>;
  /** The status for a person without the right: 403, unless the thing itself is hidden from them. */
  refused?: number;
  /** The status for subjects outside the scope and for missing ones; 'as inside' when the request is about no place. */
  outside: number | 'as inside';
  /** Roles for which everything is in scope. */
  everywhere?: readonly Role[];
  /** The status without signing in. By default a page redirects to the sign-in page and the API answers 401. */
  anonymous?: number | string;
  /** The status with the first password. By default a page redirects to where it is changed; the API has no such token. */
  firstPassword?: number | string;
};
