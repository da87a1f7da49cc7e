import type { TFunction } from 'i18next';
import { HOUSEHOLD_QUESTIONS } from '~/domain/survey/questions/question-blocks';
import { householdField, type Typed } from '~/domain/survey/typed';
import { enumWord } from './enum-word';

type Recorded = Readonly<Record<'residence' | 'houseUse' | 'people' | 'elderly' | 'phoneMasked' | 'address', string | number | null>>;

/** 户情有变: each answer that is not what the register has, with what it was and what it is now. */
export function householdChanged(t: TFunction<['survey', 'enums']>, typed: Typed, recorded: Recorded): string[] {
  return HOUSEHOLD_QUESTIONS.flatMap((question) => {
    const said = (typed[householdField(question)]?.[0] ?? '').trim();
    const known = recorded[question === 'phone' ? 'phoneMasked' : question];
    if (said === '' || said === String(known ?? '')) return [];
    const word = (value: string) => (question === 'residence' || question === 'houseUse' ? enumWord(t, question, value) : value);
    const values = { label: t(`question.${question}`), after: word(said) };
    return [known === null || known === '' ? t('changedTo', values) : t('changedFrom', { ...values, before: word(String(known)) })];
  });
}
