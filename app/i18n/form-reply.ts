/** What a form sent, by field name, right and wrong alike. */
export type Typed = Record<string, string | string[]>;

/** The answer to a refused form: what was typed, and the sentences for the summary and the fields. */
export type FormReply = { typed: Typed; problems: { field?: string; sentence: string }[] };

/** True when an action's data is a refusal. */
export function isFormReply(value: unknown): value is FormReply {
  return typeof value === 'object' && value !== null && 'typed' in value && 'problems' in value;
}

export function sentenceAt(reply: FormReply | undefined, field: string): string | undefined {
  return reply?.problems.find((problem) => problem.field === field)?.sentence;
}

/** What was typed into a field; the stored value when the form has not been refused. */
export function typedAt(reply: FormReply | undefined, field: string, stored = ''): string {
  const value = reply?.typed[field];
  if (value === undefined) return reply ? '' : stored;
  return Array.isArray(value) ? (value[0] ?? '') : value;
}
