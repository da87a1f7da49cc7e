import { useTranslation } from 'react-i18next';
import { valuesOf } from '~/domain/contract/enumerations';
import { type LedgerField, type LedgerFieldSpec, type LedgerValue, specOf } from '~/domain/household/ledger/ledger-fields';
import { needsSecondLook } from '~/domain/household/ledger/needs-second-look';
import { enumWord } from '~/i18n/enum-word';
import type { FormReply } from '~/i18n/form-reply';
import { Choices } from '~/screens/shared/choices';
import { Field, Select } from '~/screens/shared/field';
import { valueWords } from './field-words';

type Props = {
  field: LedgerField;
  stored: LedgerValue | undefined;
  reply?: FormReply;
  /** Of a household that is only coming to be: nothing stands there, and the whole form is seen by a second person. */
  fresh?: boolean;
  onChange?: (value: string) => void;
};

/** Up to this many choices are buttons; more are a drop-down. */
const MOST_BUTTONS = 6;

/** One field of the ledger as its kind is typed. A sealed value is not on the screen: an empty box keeps it, a tick empties it. */
export function LedgerFieldInput({ field, stored, reply, fresh = false, onChange }: Props) {
  const { t } = useTranslation(['ledger', 'enums', 'survey']);
  const spec: LedgerFieldSpec = specOf(field);
  const label = t(`field.${field}`);
  const second = needsSecondLook(field) && !fresh ? t('correct.second') : undefined;
  const text = stored === null || stored === undefined ? '' : String(stored);
  // A new household needs its door, by which the two are told apart.
  const optional = fresh && !spec.required && field !== 'address' ? t('survey:optional') : undefined;
  const plain = { name: field, label, reply, hint: second, optional, stored: text, autoComplete: 'off' };
  if (spec.kind === 'sealed')
    return <SealedInput field={field} spec={spec} label={label} second={second} stored={stored} reply={reply} fresh={fresh} />;
  if (spec.kind === 'choice' || spec.kind === 'yes-no') {
    const values = spec.kind === 'choice' ? valuesOf(spec.list) : ['yes', 'no'];
    const options = [
      ...(spec.required ? [] : [{ value: '', label: t('correct.unknown') }]),
      ...values.map((value) => ({ value, label: spec.kind === 'choice' ? enumWord(t, spec.list, value) : t(value as 'yes') })),
    ];
    const chosen = spec.kind === 'yes-no' ? (stored === true ? 'yes' : stored === false ? 'no' : '') : text;
    if (options.length > MOST_BUTTONS)
      return (
        <Select
          name={field}
          label={label}
          hint={second}
          reply={reply}
          stored={chosen}
          options={options}
          onChange={onChange && ((event) => onChange(event.target.value))}
        />
      );
    return <Choices name={field} label={label} hint={second} options={options} chosen={[chosen]} reply={reply} columns={3} />;
  }
  if (spec.kind === 'day') return <Field {...plain} type="date" />;
  if (spec.kind === 'whole' || spec.kind === 'year') return <Field {...plain} inputMode="numeric" />;
  if (spec.kind === 'area') return <Field {...plain} label={t('correct.inSquareMetres', { field: label })} inputMode="decimal" />;
  return <Field {...plain} />;
}

function SealedInput({
  field,
  spec,
  label,
  second,
  stored,
  reply,
  fresh,
}: Omit<Props, 'onChange'> & { spec: LedgerFieldSpec; label: string; second: string | undefined }) {
  const { t } = useTranslation(['ledger', 'enums', 'survey']);
  const masked = valueWords(t, field, stored);
  const keeps = fresh ? undefined : masked === null ? t('correct.notRecorded') : t('correct.keeps', { masked });
  const hint = second === undefined ? keeps : `${keeps} ${second}`;
  return (
    <div className="space-y-2">
      {spec.kind === 'sealed' && spec.what === 'hardship' ? (
        <Choices
          name={field}
          label={label}
          hint={hint}
          many
          columns={3}
          options={valuesOf('hardship').map((value) => ({ value, label: enumWord(t, 'hardship', value) }))}
          reply={reply}
        />
      ) : (
        <Field
          name={field}
          label={label}
          hint={hint}
          optional={fresh ? t('survey:optional') : undefined}
          reply={reply}
          autoComplete="off"
          maxLength={40}
        />
      )}
      {masked !== null && (
        <label className="flex min-h-target cursor-pointer items-center gap-2">
          <input
            type="checkbox"
            name="clear"
            value={field}
            defaultChecked={[reply?.typed.clear ?? []].flat().includes(field)}
            className="h-5 w-5 shrink-0"
          />
          <span>{t('correct.clear', { field: label })}</span>
        </label>
      )}
    </div>
  );
}
