import { keysOf, type Role } from '../contract/enumerations';
import { isOperator, type Person } from './person';

/**
 * 谁可以管理哪些账号: the roles a person may give, and the accounts they see and change. The administrator and the operator manage all
 * accounts. A city office manages everybody but administrators within its divisions. Nobody else manages any.
 */
export function rolesGivenBy(person: Person): readonly Role[] {
  if (isOperator(person) || person.role === 'admin') return keysOf('role');
  return person.role === 'city' ? keysOf('role').filter((role) => role !== 'admin') : [];
}

/** True when the person manages the accounts of the whole tree, and not only of their own divisions. */
export function keepsAllAccounts(person: Person): boolean {
  return isOperator(person) || person.role === 'admin';
}
