import { keysOf, type Level, type PolicyKind } from '../contract/enumerations';

/** Which entitlements stand behind an amount: all that have anything, or those with something due, paid, owed, overpaid. */
export const LINES = ['any', 'due', 'paid', 'owed', 'overpaid'] as const;
export type Lines = (typeof LINES)[number];

/** 明细, as the address says it: of a kind or all, of what one level bears or of the whole. */
export type LinesView = { lines: Lines; kind: PolicyKind | null; level: Level | null; page: number };

/** Reads the address; what it does not know it leaves out, so that an old link still opens. */
export function linesViewOf(parameters: URLSearchParams): LinesView {
  const [lines, kind, level] = ['of', 'kind', 'level'].map((name) => parameters.get(name) ?? '');
  return {
    lines: (LINES as readonly string[]).includes(lines!) ? (lines as Lines) : 'any',
    kind: keysOf('policyKind').includes(kind as PolicyKind) ? (kind as PolicyKind) : null,
    level: keysOf('level').includes(level as Level) ? (level as Level) : null,
    page: pageIn(parameters),
  };
}

/** A page number of an address; the first when it is none. */
export function pageIn(parameters: URLSearchParams): number {
  const page = Number(parameters.get('page'));
  return Number.isSafeInteger(page) && page > 0 && page < 100_000 ? page : 1;
}
