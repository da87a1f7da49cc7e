import { Form, useNavigation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import { keysOf } from '~/domain/contract/enumerations';
import { enumWord } from '~/i18n/enum-word';
import { type FormReply, typedAt } from '~/i18n/form-reply';
import { Button, ButtonLink } from '~/screens/shared/button';
import { Choices } from '~/screens/shared/choices';
import { ErrorSummary } from '~/screens/shared/error-summary';
import { Field, TextField } from '~/screens/shared/field';
import { Csrf } from '~/screens/shell/viewer';
import { WorkPage } from './work-page';

export type CorrectHouseholdProps = {
  household: {
    number: string;
    head: string;
    address: string | null;
    status: string;
    residence: string;
    villageCode: string;
    village: string;
    township: string;
    revision: number;
  };
  /** The villages of the household's county that the person sees, for a household that moved. */
  villages: { code: string; name: string; township: string }[];
  reply?: FormReply;
};

/** 变更台账: the county corrects one household of its roster, with a reason. */
export function CorrectHouseholdScreen({ household, villages, reply }: CorrectHouseholdProps) {
  const { t } = useTranslation(['households', 'survey', 'enums', 'added']);
  const busy = useNavigation().state !== 'idle';
  const back = `/households/${encodeURIComponent(household.number)}`;
  return (
    <WorkPage
      heading={t('toCorrect')}
      back={back}
      crumbs={[
        { name: t('villages.heading'), to: '/villages' },
        { name: household.village, to: `/villages/${household.villageCode}` },
        { name: household.head, to: back },
        { name: t('toCorrect') },
      ]}
    >
      <p className="mb-4 text-ink-soft">{t('correction.intro', { number: household.number })}</p>
      <ErrorSummary reply={reply} />
      <Form method="post" noValidate className="space-y-5">
        <Csrf />
        <input type="hidden" name="revision" value={typedAt(reply, 'revision', String(household.revision))} />
        <Field
          name="head"
          label={t('added:head')}
          hint={t('correction.headHint')}
          reply={reply}
          stored={household.head}
          autoComplete="off"
        />
        <Field
          name="address"
          label={t('survey:question.address')}
          optional={t('survey:optional')}
          reply={reply}
          stored={household.address ?? ''}
          autoComplete="off"
        />
        <Choices
          name="status"
          label={t('correction.status')}
          hint={t('correction.statusHint')}
          options={keysOf('householdStatus').map((value) => ({ value, label: enumWord(t, 'householdStatus', value) }))}
          chosen={[household.status]}
          reply={reply}
          columns={3}
        />
        <Choices
          name="residence"
          label={t('survey:question.residence')}
          options={keysOf('residence').map((value) => ({ value, label: enumWord(t, 'residence', value) }))}
          chosen={[household.residence]}
          reply={reply}
          columns={3}
        />
        <VillageChoice villages={villages} chosen={typedAt(reply, 'village', household.villageCode)} />
        <TextField name="reason" label={t('correction.reason')} hint={t('correction.reasonHint')} rows={3} reply={reply} />
        <div className="grid grid-cols-2 gap-2">
          <ButtonLink to={back}>{t('cancel')}</ButtonLink>
          <Button look="main" disabled={busy}>
            {t('correction.submit')}
          </Button>
        </div>
      </Form>
    </WorkPage>
  );
}

/** A county has hundreds of villages. A native select, grouped by township, finds one by typing. */
function VillageChoice({ villages, chosen }: Pick<CorrectHouseholdProps, 'villages'> & { chosen: string }) {
  const { t } = useTranslation('households');
  const townships = [...new Set(villages.map((village) => village.township))];
  return (
    <div>
      <label htmlFor="field-village" className="mb-1 block font-medium">
        {t('correction.village')}
      </label>
      <select id="field-village" name="village" defaultValue={chosen} className="field-box">
        {townships.map((township) => (
          <optgroup key={township} label={township}>
            {villages
              .filter((village) => village.township === township)
              .map((village) => (
                <option key={village.code} value={village.code}>
                  {village.name}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
    </div>
  );
}
