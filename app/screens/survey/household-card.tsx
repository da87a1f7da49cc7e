import { useTranslation } from 'react-i18next';
import { keysOf } from '~/domain/contract/enumerations';
import { householdField } from '~/domain/survey/typed';
import { enumWord } from '~/i18n/enum-word';
import { Choices } from '~/screens/shared/choices';
import { RemarksAt } from './remarks';
import { LineField, NumberField } from './typed-field';
import { useVisit } from './visit-state';

/** 户情: the household as recorded; the cadre fills in only what differs. */
export function HouseholdCard() {
  const { t } = useTranslation(['survey', 'enums']);
  const { household, typed, set, sentenceAt } = useVisit();
  const typedIn = (question: string): string => typed[householdField(question)]?.[0] ?? '';
  const field = (question: 'people' | 'elderly' | 'phone' | 'address', recorded: string | number | null) => ({
    name: householdField(question),
    label: t(`question.${question}`),
    hint: recorded === null ? undefined : t('recordedIs', { value: recorded }),
    sentence: sentenceAt(householdField(question)),
    value: typedIn(question),
    onValue: (value: string) => set(householdField(question), value === '' ? [] : [value]),
  });
  const choices = (question: 'residence' | 'houseUse', recorded: string | null) => ({
    name: householdField(question),
    label: t(`question.${question}`),
    options: keysOf(question).map((value) => ({
      value,
      label: enumWord(t, question, value),
      ...(value === recorded && { hint: t('recorded') }),
    })),
    chosen: typed[householdField(question)] ?? [],
    onChange: (chosen: string[]) => set(householdField(question), chosen),
    sentence: sentenceAt(householdField(question)),
  });
  return (
    <>
      <p className="text-ink-soft">{t('onlyWhatChanged')}</p>
      <RemarksAt question="residence" />
      <Choices {...choices('residence', household.residence)} />
      <RemarksAt question="people" />
      <NumberField {...field('people', household.people)} unit={t('unit.people')} whole />
      <RemarksAt question="elderly" />
      <NumberField {...field('elderly', household.elderly)} unit={t('unit.elderly')} whole />
      <RemarksAt question="phone" />
      <LineField
        {...field('phone', null)}
        hint={household.phoneMasked ? t('hint.phone', { recorded: household.phoneMasked }) : t('hint.noPhone')}
        inputMode="tel"
      />
      <RemarksAt question="address" />
      <LineField {...field('address', household.address)} />
      <RemarksAt question="houseUse" />
      <Choices {...choices('houseUse', household.houseUse)} />
    </>
  );
}
