import type { Person } from '~/domain/access/person';
import { mayPerson } from '~/domain/access/who-may';
import { maskName } from '~/domain/household/mask';
import { maskTextsIn } from '~/domain/household/mask-free-text';

type Shown = {
  head: string;
  address: string | null;
  phoneMasked?: string | null;
  visits?: { answers: unknown; remarks: { text: string }[] }[];
};

/** What a program gets of a household for a person whose exports hold no personal data: the same as their lists and workbooks. */
export function withoutPersonal<Household extends Shown>(person: Person, holder: string | null, household: Household): Household {
  if (mayPerson(person, 'personal-data.by-program')) return household;
  const names = [household.head, holder];
  return {
    ...household,
    head: maskName(household.head),
    address: null,
    ...(household.phoneMasked !== undefined && { phoneMasked: null }),
    ...(household.visits && {
      visits: household.visits.map((visit) => ({
        ...visit,
        answers: maskTextsIn(visit.answers, names),
        remarks: visit.remarks.map((remark) => ({ ...remark, text: maskTextsIn(remark.text, names) })),
      })),
    }),
  };
}
