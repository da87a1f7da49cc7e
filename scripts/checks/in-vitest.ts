import { spawn } from 'node:child_process';
import { join } from 'node:path';

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
