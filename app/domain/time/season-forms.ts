import { z } from 'zod';
import { isCalendarDay } from './calendar-day';
import { isSeasonName } from './heating-season';

const startsOn = z.string().trim().refine(isCalendarDay, 'season.starts-missing');
const endsOn = z.string().trim().refine(isCalendarDay, 'season.ends-missing');

/** 新增采暖季. Messages are problem codes. */
export const newSeasonForm = z.object({ season: z.string().trim().refine(isSeasonName, 'season.name-wrong'), startsOn, endsOn });
/** The dates of a division. */
export const seasonDatesForm = z.object({ division: z.string(), startsOn, endsOn });
/** 关闭、重新打开. */
export const seasonReasonForm = z.object({ reason: z.string().trim().min(1, 'reason.missing').max(500, 'reason.too-long') });
