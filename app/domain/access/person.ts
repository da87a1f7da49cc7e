import type { Role } from '../contract/enumerations';

/** Who acts: an account, or the operator at the command line (accountId null). */
export type Person = {
  accountId: string | null;
  username: string;
  name: string;
  role: Role;
  /** Codes of the divisions whose subtrees the person sees. */
  divisions: string[];
};

/** The operator at the command line of the server. Whoever may run commands there can read the data anyway. */
export const OPERATOR: Person = { accountId: null, username: 'operator', name: '命令行', role: 'admin', divisions: [] };

export function isOperator(person: Person): boolean {
  return person.accountId === null;
}
