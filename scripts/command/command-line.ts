import { parseArgs } from 'node:util';
import { type ProblemCode, type ProblemDetails, Refusal } from '~/domain/problems';

export interface CommandOption {
  type: 'string' | 'boolean';
  /** The name of the value in --help: 'CODE'. */
  value?: string;
  about: string;
  /** Leaving it out is wrong usage. */
  required?: boolean;
}

export type CommandOptions = Record<string, CommandOption>;

/** A text (or undefined) for an option with a value, true or false for one without. */
export type Values<O extends CommandOptions> = {
  [K in keyof O]: O[K]['type'] extends 'boolean' ? boolean : O[K]['required'] extends true ? string : string | undefined;
};

interface Described<O extends CommandOptions> {
  usage: string;
  about: string;
  options: O;
  files?: readonly { name: string; about: string; optional?: boolean }[];
}

/** Wrong usage: exit code 2. */
export class WrongUsage extends Refusal {}

export function wrongUsage(code: ProblemCode, details?: ProblemDetails): never {
  throw new WrongUsage({ code, details });
}

/**
 * Parses the command line. The checks are here, because Node's own messages about wrong options are English and do not show the
 * usage.
 */
export function readCommandLine<O extends CommandOptions>(
  command: Described<O>,
  args = process.argv.slice(2),
): { values: Values<O>; files: string[] } | 'help' {
  const { usage } = command;
  const options: Record<string, { type: 'string' | 'boolean' }> = { help: { type: 'boolean' } };
  for (const [name, { type }] of Object.entries(command.options)) options[name] = { type };
  const { tokens, positionals } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true });

  const given = tokens.filter((token) => token.kind === 'option');
  if (given.some((token) => token.name === 'help')) return 'help';
  const values: Record<string, string | boolean | undefined> = {};
  for (const { name, value } of given) {
    const option = command.options[name];
    if (!option) return wrongUsage('command.option-unknown', { option: name, usage });
    // In "--division --season X" the value was forgotten; it is not "--season".
    if (option.type === 'string' && (!value || value.startsWith('--'))) wrongUsage('command.option-needs-value', { option: name, usage });
    if (option.type === 'boolean' && value !== undefined) wrongUsage('command.option-takes-no-value', { option: name, usage });
    values[name] = value ?? true;
  }
  for (const [name, option] of Object.entries(command.options)) {
    if (option.required && values[name] === undefined) wrongUsage('command.option-missing', { option: name, usage });
    if (option.type === 'boolean') values[name] ??= false;
  }
  const files = command.files ?? [];
  const missing = files.find((file, at) => !file.optional && positionals[at] === undefined);
  if (missing) wrongUsage('command.argument-missing', { argument: missing.name, usage });
  const surplus = positionals[files.length];
  if (surplus !== undefined) wrongUsage('command.argument-surplus', { value: surplus, usage });
  return { values: values as Values<O>, files: positionals };
}

export function helpText<O extends CommandOptions>({ usage, about, options, files = [] }: Described<O>): string {
  const lines = [
    ...files.map((file) => [file.name, file.about] as const),
    ...Object.entries(options).map(
      ([name, option]) => [`--${name}${option.type === 'string' ? ` ${option.value ?? 'VALUE'}` : ''}`, option.about] as const,
    ),
    ['--help', '显示本说明 / this text'] as const,
  ];
  const width = Math.max(...lines.map(([left]) => left.length));
  return `${about}\n\n${usage}\n\n${lines.map(([left, right]) => `  ${left.padEnd(width)}  ${right}\n`).join('')}`;
}
