import { useTranslation } from 'react-i18next';
import { type HeatSourceKind, keysOf } from '~/domain/contract/enumerations';
import { RATINGS } from '~/domain/heating/heat-source-form';
import { enumWord } from '~/i18n/enum-word';
import type { FormReply } from '~/i18n/form-reply';
import { Choices } from '~/screens/shared/choices';
import { Field, Select, TextField } from '~/screens/shared/field';

/** A division that a heat source can lie in. */
export type SourcePlace = { code: string; name: string };

type Stored = { name: string; kind: HeatSourceKind; division: string; tonnes: number | null; rating: string | null; closing: boolean };

/** What is recorded of a heat source, for adding one and for changing one. */
export function HeatSourceFields({ stored, places, reply }: { stored?: Stored; places: readonly SourcePlace[]; reply?: FormReply }) {
  const { t } = useTranslation(['targets', 'enums']);
  return (
    <>
      <Field name="name" label={t('heat.name')} reply={reply} stored={stored?.name} />
      <Choices
        name="kind"
        label={t('heat.kind')}
        reply={reply}
        chosen={stored ? [stored.kind] : []}
        options={keysOf('heatSourceKind').map((value) => ({ value, label: enumWord(t, 'heatSourceKind', value) }))}
      />
      <Select
        name="division"
        label={t('heat.division')}
        reply={reply}
        stored={stored?.division ?? places[0]?.code}
        options={places.map(({ code, name }) => ({ value: code, label: name }))}
      />
      <Field
        name="tonnes"
        inputMode="decimal"
        label={t('heat.tonnes')}
        hint={t('heat.tonnesHint')}
        reply={reply}
        stored={stored?.tonnes === null || stored === undefined ? '' : String(stored.tonnes)}
      />
      <Choices
        name="rating"
        label={t('heat.rating')}
        columns={3}
        reply={reply}
        chosen={[stored?.rating ?? '']}
        options={[{ value: '', label: t('heat.ratingNone') }, ...RATINGS.map((value) => ({ value, label: value }))]}
      />
      <Choices
        name="closing"
        label={t('heat.closing')}
        reply={reply}
        chosen={[stored?.closing ? 'yes' : 'no']}
        options={[
          { value: 'no', label: t('heat.no') },
          { value: 'yes', label: t('heat.yes') },
        ]}
      />
      <TextField name="reason" rows={2} label={t('heat.reason')} reply={reply} />
    </>
  );
}
