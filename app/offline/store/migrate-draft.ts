import type { PhoneDraft } from './sealed-rows';

/**
 * A draft as an older app left it, brought up to what this one knows. Version 1 had no `base`: what was shown when it was begun
 * is not known, so the server compares by the revision alone. Nothing that was typed is ever judged or dropped here.
 */
export function migrateDraft(schema: number, kept: unknown): PhoneDraft {
  const draft = kept as PhoneDraft;
  return schema < 2 ? { ...draft, base: null } : draft;
}
