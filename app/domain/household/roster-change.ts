import { z } from 'zod';
import { keysOf } from '../contract/enumerations';
import type { ProblemCode } from '../problems';
import { LONGEST_ADDRESS } from './household-changes';

const code = (problem: ProblemCode) => ({ error: problem });

/**
 * 变更台账: what the county may correct of one household without a workbook, always with a reason. `revision` is the one the person
 * saw. An empty door number clears it; all other fields are required.
 */
export const rosterChangeSchema = z.object({
  revision: z.coerce.number(code('household.changed-meanwhile')).int(code('household.changed-meanwhile')),
  head: z.string(code('household.head-missing')).trim().min(1, code('household.head-missing')).max(50, code('household.head-too-long')),
  address: z.string().trim().max(LONGEST_ADDRESS, code('household.door-too-long')).default(''),
  status: z.enum(keysOf('householdStatus'), code('roster.status-missing')),
  residence: z.enum(keysOf('residence'), code('household.residence-missing')),
  village: z.string(code('roster.village-missing')).trim().min(1, code('roster.village-missing')),
  reason: z.string(code('reason.missing')).trim().min(1, code('reason.missing')).max(200, code('reason.too-long')),
});
