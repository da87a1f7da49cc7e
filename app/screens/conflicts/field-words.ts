import { isQuestionKey } from '~/domain/survey/questions/questions';
import type { SurveyRoom } from '~/domain/survey/room';
import { enumWord } from '~/i18n/enum-word';
import { answerText } from '~/screens/survey/answer-text';

type Say = (key: string, values?: Record<string, unknown>) => string;

/** The name of a field of a visit (visit-fields.ts). `t` knows sync, survey and enums. */
export function fieldLabel(t: unknown, field: string): string {
  const say = t as Say;
  if (field.startsWith('room.')) return say('sync:field.room', { number: field.slice(5) });
  if (field.startsWith('evidence.')) return say(`sync:field.${field}`);
  return say(`survey:question.${field}`);
}

/** A field's value in words. */
export function fieldText(t: unknown, field: string, value: unknown): string {
  const say = t as Say;
  if (value === undefined || value === null) return say('sync:conflict.none');
  if (field.startsWith('room.')) {
    const { kind, heatedArea, letting, connected, use } = value as SurveyRoom;
    return say('sync:field.roomText', {
      kind: enumWord(t, 'roomKind', kind),
      area: heatedArea,
      letting: enumWord(t, 'letting', letting),
      connected: say(connected ? 'survey:summaryConnected' : 'survey:summaryNotConnected'),
      use: enumWord(t, 'roomUse', use),
    });
  }
  if (field === 'evidence.photos') return say('sync:field.photoCount', { count: (value as unknown[]).length });
  if (field === 'evidence.place') return say('sync:field.placeAt', value as Record<string, unknown>);
  if (field === 'evidence.signature') return say('sync:field.signed');
  if (field === 'outcome') return enumWord(t, 'visitOutcome', String(value));
  if (field === 'residence') return enumWord(t, 'residence', String(value));
  if (field === 'houseUse') return enumWord(t, 'houseUse', String(value));
  // The other household fields are numbers or texts.
  return isQuestionKey(field) ? answerText(t, field, value) : String(value);
}
