import { useTranslation } from 'react-i18next';
import type { Role } from '~/domain/contract/enumerations';
import type { FormReply } from '~/i18n/form-reply';
import { Field, Select } from '~/screens/shared/field';

export type PossibleOwner = { account: string; name: string; role: Role; division: string };

/** 交办给谁、什么时候办完: somebody with an account, or a unit and a name typed. */
export function OwnerFields({
  owners,
  reply,
  stored,
}: {
  owners: readonly PossibleOwner[];
  reply?: FormReply;
  stored?: { account: string | null; unit: string | null; person: string | null; due: string };
}) {
  const { t } = useTranslation(['findings-desk', 'enums']);
  return (
    <div className="grid gap-3 tablet:grid-cols-2">
      <Select
        name="account"
        label={t('findings-desk:act.owner')}
        reply={reply}
        stored={stored?.account ?? ''}
        options={[
          { value: '', label: t('findings-desk:act.ownerNone') },
          ...owners.map(({ account, name, role, division }) => ({
            value: account,
            label: t('findings-desk:act.ownerIs', { name, role: t(`enums:role.${role}`), division }),
          })),
        ]}
      />
      <Field name="due" type="date" label={t('findings-desk:act.due')} reply={reply} stored={stored?.due} />
      <Field
        name="unit"
        label={t('findings-desk:act.unit')}
        optional={t('findings-desk:act.optional')}
        maxLength={60}
        reply={reply}
        stored={stored?.unit ?? ''}
      />
      <Field
        name="person"
        label={t('findings-desk:act.person')}
        optional={t('findings-desk:act.personHint')}
        maxLength={60}
        reply={reply}
        stored={stored?.account ? '' : (stored?.person ?? '')}
      />
    </div>
  );
}
