import type { Role } from '~/domain/contract/enumerations';
import type { Subject, Who } from './route-access-subjects';

/** One request to a route, and who gets what (route-access-table.ts). */
export type RouteCase = {
  /** What is asked, when one route has several cases. */
  what?: string;
  method: 'GET' | 'POST';
  path: (subject: Subject, who: Who) => string;
  /** Fields of a form (the CSRF token is added), or the JSON of an API operation. */
  form?: (subject: Subject, who: Who) => Record<string, string | string[]>;
  json?: (subject: Subject, who: Who) => unknown;
  allowed: readonly Role[] | 'everybody';
  /** The status for who is allowed, in scope; a redirect to signing in is written '302 /sign-in'. */
  ok: number | string;
  /** Where a role gets another answer: its desk is elsewhere. */
  okFor?: Partial<Record<Role, number | string>>;
  /** For who is not allowed: 403, unless the very thing is hidden from them. */
  refused?: number;
  /** Outside and not there; 'as inside' when nothing in the request lies anywhere. */
  outside: number | 'as inside';
  /** Roles to whom everything is inside. */
  everywhere?: readonly Role[];
  /** Without signing in; by default a page leads to the sign-in page and the API answers 401. */
  anonymous?: number | string;
  /** With the first password; by default a page leads to the page where it is changed, and the API has no such token. */
  firstPassword?: number | string;
};
