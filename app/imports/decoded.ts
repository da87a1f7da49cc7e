import type { ProblemDetails } from '~/domain/problems';
import type { RowProblemCode } from './problems';
import type { Cell } from './workbook/cell';

type Fault = { code: RowProblemCode; details?: ProblemDetails };
/** Text and enum keys: string; lists: string[]; int and money (分): number; decimal: a plain decimal text. */
export type Value = string | number | boolean | string[] | null;
export type Decoded = { value: Value } | { fault: Fault };
export type Decode = (cell: Cell) => Decoded;
