import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { wrongUsage } from '../command/command';

/** Runs the tests of a file, in a process of their own, with what the command was asked for in their environment; true when all passed. */
export async function passes(file: string, environment: Record<string, string>, named?: string): Promise<boolean> {
  const child = spawn(
    process.execPath,
    [join('node_modules', 'vitest', 'vitest.mjs'), 'run', '--project', 'own-process', file, ...(named ? ['-t', named] : [])],
    { stdio: 'inherit', env: { ...process.env, ...environment } },
  );
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  return code === 0;
}

/** The options as whole numbers from 1 up, each with what it is when it was not given. Any other is refused as wrong usage. */
export function countsOf<Name extends string>(
  values: Partial<Record<string, unknown>>,
  usual: Readonly<Record<Name, number>>,
): Record<Name, number> {
  const counts: Record<Name, number> = { ...usual };
  for (const option of Object.keys(usual) as Name[]) {
    const value = values[option] ?? usual[option];
    counts[option] = Number(value);
    if (!Number.isSafeInteger(counts[option]) || counts[option] < 1)
      wrongUsage('command.option-not-understood', { option, value: String(value), expected: '1, 2, 3 …' });
  }
  return counts;
}
