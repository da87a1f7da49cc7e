/** What continuity_sum adds up of a household's facts `f`: the cross table of continuity and reburning, and who is in arrears. */

import { keysOf } from '~/domain/contract/enumerations';
import { measureColumn } from './measure-columns.server';

/** The state of continuity, or '' where the facts have none. */
export const CONTINUITY = `CASE ${keysOf('continuity')
  .map((state) => `WHEN f.${measureColumn(`continuity.${state}`)} > 0 THEN '${state}'`)
  .join(' ')} ELSE '' END`;

/** The columns and what each household adds to them. */
export const CONTINUITY_COLUMNS: readonly (readonly [column: string, each: string])[] = [
  ['households', '1'],
  ['reburning', 'f.b'],
  ['surveyed', 'f.iv'],
  ['suspected', 'f.q'],
  ['not_used', 'f.cv - f.u'],
  ['in_arrears', '(f.arrears > 0)::int'],
];
