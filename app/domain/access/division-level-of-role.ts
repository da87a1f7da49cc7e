import type { Role } from '../contract/enumerations';

/**
 * 角色对应的区划级别: the level of division at which a role is held (docs/definitions.md#roles). A cadre has villages, a
 * township reviewer a township, and so on; an auditor is of the city or the province; an administrator keeps accounts at any level.
 */
const LEVELS: Record<Role, readonly string[]> = {
  cadre: ['village'],
  township: ['township'],
  county: ['county'],
  city: ['city'],
  auditor: ['city', 'province'],
  admin: ['province', 'city', 'county', 'township', 'village'],
};

export function levelsOfRole(role: Role): readonly string[] {
  return LEVELS[role];
}
