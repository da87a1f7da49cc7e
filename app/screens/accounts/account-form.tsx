import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { levelsOfRole } from '~/domain/access/division-level-of-role';
import type { Role } from '~/domain/contract/enumerations';
import { type FormReply, sentenceAt, typedAmong } from '~/i18n/form-reply';
import { Choices } from '~/screens/shared/choices';
import { Field } from '~/screens/shared/field';
import { type ChosenDivision, DivisionChooser } from './division-chooser';

type Props = {
  reply?: FormReply;
  roles: readonly Role[];
  stored?: { name: string; role: Role; divisions: ChosenDivision[] };
  /** Names of the divisions a refused form came back with. */
  typedDivisions: ChosenDivision[];
};

/** Name, role and divisions, for a new and for an existing account. */
export function AccountFields({ reply, roles, stored, typedDivisions }: Props) {
  const { t } = useTranslation(['accounts', 'enums']);
  const [role, setRole] = useState<Role | ''>(typedAmong(reply, 'role', roles, stored?.role));
  const levels = role === '' ? [] : levelsOfRole(role);
  return (
    <>
      <Field name="name" label={t('form.name')} reply={reply} stored={stored?.name} autoComplete="off" />
      <Choices
        name="role"
        label={t('form.role')}
        options={roles.map((one) => ({ value: one, label: t(`enums:role.${one}`), hint: t(`roleHint.${one}`) }))}
        chosen={role === '' ? [] : [role]}
        onChange={([one]) => setRole(one as Role)}
        sentence={sentenceAt(reply, 'role')}
      />
      {role !== '' && (
        <DivisionChooser
          // Another role needs divisions of another level, so the chooser starts empty.
          key={levels.join()}
          name="divisions"
          label={t('form.divisions')}
          optionsUrl="/settings/divisions/options"
          levels={levels}
          chosen={(reply ? typedDivisions : (stored?.divisions ?? [])).filter((division) => levels.includes(division.level))}
          sentence={sentenceAt(reply, 'divisions')}
        />
      )}
    </>
  );
}
