import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { inject } from 'vitest';

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  child: ChildProcess;
  /** Resolves when this text has been printed on standard output. */
  printed(text: string): Promise<void>;
  ended: Promise<Outcome>;
}

/** The path of a program that was translated for this run (ready-programs.ts). */
export const readyProgram = (program: string): string => join(inject('programs'), program.replace(/\.ts$/, '.mjs'));

/** Starts a program of the project, given by its path, as a separate process. */
export function start(program: string, args: string[], environment: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, [readyProgram(program), ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const heard = new Set<() => void>();
  child.stdout.on('data', (data: Buffer) => {
    stdout += data.toString();
    for (const tell of heard) tell();
  });
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
  });
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, stdout, stderr }));
  return {
    child,
    ended,
    printed: (text) =>
      new Promise((resolve, reject) => {
        const tell = () => {
          if (!stdout.includes(text)) return;
          heard.delete(tell);
          resolve();
        };
        heard.add(tell);
        tell();
        void ended.then(() => reject(new Error(`It ended without printing “${text}”:\n${stderr}`)));
      }),
  };
}

export function run(program: string, args: string[], environment?: Record<string, string>): Promise<Outcome> {
  return start(program, args, environment).ended;
}
