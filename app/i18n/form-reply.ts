/** What a form sent, by field name, valid or not. */
export type Typed = Record<string, string | string[]>;

/** Whether a field is shown again with the page: not the CSRF token, and nothing named a password. */
function comesBack(name: string): boolean {
  return name !== 'csrf' && !/password/i.test(name);
}

/** Everything a form sent, as it was typed, except files, passwords and the CSRF token. */
export function typedOf(form: FormData | URLSearchParams): Typed {
  return gathered(form, comesBack);
}

/** The same including the passwords, for the code that checks them. */
export function sentBy(form: FormData): Typed {
  return gathered(form, (name) => name !== 'csrf');
}

function gathered(form: FormData | URLSearchParams, wanted: (name: string) => boolean): Typed {
  const typed: Typed = {};
  for (const name of new Set(form.keys())) {
    const values = form.getAll(name).filter((value): value is string => typeof value === 'string');
    if (wanted(name) && values.length > 0) typed[name] = values.length === 1 ? values[0]! : values;
  }
  return typed;
}

/** The answer to a refused form: what was typed, and the sentences for the summary and the fields. */
export type FormReply = {
  typed: Typed;
  problems: { field?: string; sentence: string }[];
  /** A new CSRF token, when the old one caused the refusal; the form on the screen works with it. */
  csrfToken?: string;
  /** The session had expired: the form has to be sent again after signing in. */
  signIn?: boolean;
};

/** True when an action's data is a refusal. */
export function isFormReply(value: unknown): value is FormReply {
  return typeof value === 'object' && value !== null && 'typed' in value && 'problems' in value;
}

export function sentenceAt(reply: FormReply | undefined, field: string): string | undefined {
  return reply?.problems.find((problem) => problem.field === field)?.sentence;
}

/** The value of a field: what was typed when the form was refused, otherwise the stored value. */
export function typedAt(reply: FormReply | undefined, field: string, stored = ''): string {
  const value = reply?.typed[field];
  if (value === undefined) return reply ? '' : stored;
  return Array.isArray(value) ? (value[0] ?? '') : value;
}

/** The same of a choice: what was sent and is none of the choices counts as nothing chosen. */
export function typedAmong<Choice extends string>(
  reply: FormReply | undefined,
  field: string,
  choices: readonly Choice[],
  stored: Choice | '' = '',
): Choice | '' {
  const typed = typedAt(reply, field, stored);
  return choices.find((choice) => choice === typed) ?? '';
}
