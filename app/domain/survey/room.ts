import { z } from 'zod';
import { keysOf } from '../contract/enumerations';
import type { AnswerProblem } from './answer-problem';
import type { Strictness } from './visit-answers';

/**
 * 房屋: one block of rooms of a household in a season; keys of sheet 房屋. Heated area in m² with two decimals.
 * - room 1 to 99: a courtyard has a handful of blocks.
 * - heatedArea up to 5,000 m²: a shop building; in the field above 0, on paper also 0 for a block without heating.
 */
export const ROOM_RANGES = { room: { min: 1, max: 99 }, heatedArea: { min: 0.01, max: 5_000, decimals: 2 } } as const;
export const MOST_ROOMS = 30;

export function roomSchema(strictness: Strictness) {
  const area = z
    .number({ error: whenMissing('not_a_number') })
    .min(strictness === 'import' ? 0 : ROOM_RANGES.heatedArea.min, { error: 'out_of_range' })
    .max(ROOM_RANGES.heatedArea.max, { error: 'out_of_range' });
  return z.strictObject(
    {
      room: z
        .number({ error: whenMissing('not_a_number') })
        .int({ error: 'not_whole' })
        .min(ROOM_RANGES.room.min, { error: 'out_of_range' })
        .max(ROOM_RANGES.room.max, { error: 'out_of_range' }),
      kind: z.enum(keysOf('roomKind'), { error: whenMissing('not_a_choice') }),
      heatedArea: strictness === 'import' ? area : area.multipleOf(0.01, { error: 'too_many_decimals' }),
      letting: z.enum(keysOf('letting'), { error: whenMissing('not_a_choice') }),
      connected: z.boolean({ error: whenMissing('not_yes_no') }),
      use: z.enum(keysOf('roomUse'), { error: whenMissing('not_a_choice') }),
    },
    { error: 'unknown_question' },
  );
}

export type SurveyRoom = z.infer<ReturnType<typeof roomSchema>>;
export const ROOM_QUESTION_KEYS = ['kind', 'heatedArea', 'letting', 'connected', 'use'] as const satisfies readonly (keyof SurveyRoom)[];

/** The message for a refused value: `required` when it is absent, otherwise the given one. */
export function whenMissing(otherwise: string) {
  return (issue: { input?: unknown }): string => (issue.input === undefined ? 'required' : otherwise);
}

/**
 * 接通 and 用好 are two questions, but a block that was never connected cannot be warmed by the connection: its use is
 * 未使用 or 另用燃煤. Only in the field.
 */
export function problemsAmongRooms(rooms: readonly SurveyRoom[], strictness: Strictness): AnswerProblem[] {
  const problems: AnswerProblem[] = [];
  const numbers = new Set<number>();
  rooms.forEach((room, index) => {
    if (numbers.has(room.room)) problems.push({ code: 'room_repeated', question: 'room', room: index, details: { number: room.room } });
    numbers.add(room.room);
    if (strictness === 'field' && !room.connected && (room.use === 'normal' || room.use === 'occasional')) {
      problems.push({ code: 'use_without_connection', question: 'use', room: index });
    }
  });
  return problems;
}
