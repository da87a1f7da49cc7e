/** What can be wrong with an answer. The sentences are in i18n, namespace survey, `problem.<code>`, with the question's label. */
export const ANSWER_PROBLEM_CODES = [
  'required',
  'required_for_cold',
  'required_for_closing',
  'not_a_choice',
  'not_yes_no',
  'not_a_number',
  'not_whole',
  'too_many_decimals',
  'out_of_range',
  'not_text',
  'too_long',
  'broken_character',
  'not_asked',
  'main_heat_repeated',
  'no_heating_with_others',
  'heat_without_connection',
  'unknown_question',
  'not_answers',
  'not_a_season',
  'not_an_instant',
  'in_future',
  'too_early',
  'not_a_phone',
  'more_elderly_than_people',
  'use_without_connection',
  'room_repeated',
  'photo_or_reason',
  'photo_repeated',
  'too_many_photos',
  'not_a_photo',
  'not_a_place',
] as const;
export type AnswerProblemCode = (typeof ANSWER_PROBLEM_CODES)[number];

/**
 * One thing wrong. `question` is the key of the column or question; `room` the number in the list of rooms (from 0) when
 * it is one of theirs. `details` holds what the sentence needs (min, max, decimals, most).
 */
export type AnswerProblem = {
  code: AnswerProblemCode;
  question: string;
  room?: number;
  details?: Record<string, string | number>;
};
