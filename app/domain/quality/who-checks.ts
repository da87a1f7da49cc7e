/** A person who might check, and the visit that is checked. */
type Checker = { accountId: string; name: string; role: string; worksInVillage: boolean; worksInTownship: boolean };
type CheckedVisit = { accountId: string | null; visitor: string };

/** Why a person does not check a household. */
type NotChecker = 'own-visit' | 'own-village' | 'elsewhere' | 'other-role';

/**
 * 谁来抽查 (docs/definitions.md#spot-check): another person than the visitor – a cadre of another village of the township, or its reviewer. A
 * visitor is known by the account; a visit without one (imported) by the name. A cadre who also works in the household's village knows its
 * answers and does not check it. Null: may check.
 */
export function whyNotChecker(checker: Checker, visit: CheckedVisit): NotChecker | null {
  if (visit.accountId === checker.accountId || visit.visitor === checker.name) return 'own-visit';
  if (checker.role !== 'cadre' && checker.role !== 'township') return 'other-role';
  if (!checker.worksInTownship) return 'elsewhere';
  return checker.role === 'cadre' && checker.worksInVillage ? 'own-village' : null;
}
