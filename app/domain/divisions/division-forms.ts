import { z } from 'zod';
import { keysOf, type ZoneType } from '../contract/enumerations';
import { foldWidth } from '../text/clean-text';
import { isCalendarDay } from '../time/calendar-day';

const name = z.string().trim().min(1, 'division.name-missing').max(60, 'division.name-too-long');
const day = z.string().trim().refine(isCalendarDay, 'division.day-missing');
const reason = z.string().trim().min(1, 'reason.missing').max(500, 'reason.too-long');
const zoneType = z
  .string()
  .optional()
  .transform((text) => (keysOf('zoneType').includes(text as ZoneType) ? (text as ZoneType) : null));
const yes = z
  .string()
  .optional()
  .transform((text) => text === 'yes');

/** 新增区划. Messages are problem codes. */
export const addDivisionForm = z.object({
  code: z.string().overwrite(foldWidth).min(1, 'division.code-missing').max(12, 'division.code-length'),
  name,
  validFrom: day,
  zoneType,
  reason,
});

/** 更名和属性. */
export const changeDivisionForm = z.object({
  name,
  zoneType,
  within5km: yes,
  relocating: yes,
  completedOn: z
    .string()
    .trim()
    .default('')
    .refine((text) => text === '' || isCalendarDay(text), 'division.completed-day')
    .transform((text) => text || null),
  on: day,
  reason,
});

/** 撤销. */
export const closeDivisionForm = z.object({ on: day, reason });

/** 并入. */
export const mergeDivisionForm = z.object({
  into: z.string({ error: 'division.into-missing' }).overwrite(foldWidth).min(1, 'division.into-missing'),
  on: day,
  reason,
});
