import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { readyProgram } from './run-program';

/** Runs `open-and-wait.ts` in a separate process. */
export class AnotherProcess {
  private static readonly running = new Set<AnotherProcess>();
  private readonly child: ChildProcess;
  private readonly lines: AsyncIterator<string>;
  private errors = '';

  /** The program comes from the sources of another checkout, or from this run's translation. */
  constructor(environment: Record<string, string>, checkout?: string, mask = '022') {
    const program = 'tests/programs/open-and-wait.ts';
    const command = checkout ? ['--import', 'tsx', join(checkout, program)] : [readyProgram(program)];
    this.child = spawn('/bin/sh', ['-c', 'umask "$1"; shift; exec "$@"', 'sh', mask, process.execPath, ...command], {
      cwd: checkout,
      env: { ...process.env, ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    AnotherProcess.running.add(this);
    this.child.once('exit', () => AnotherProcess.running.delete(this));
    this.child.stderr!.on('data', (data: Buffer) => (this.errors += data.toString()));
    this.lines = createInterface({ input: this.child.stdout! })[Symbol.asyncIterator]();
  }

  /** Kills the processes that a failed test left behind. */
  static async killAll(): Promise<void> {
    await Promise.all([...AnotherProcess.running].map((one) => one.kill('SIGKILL')));
  }

  async opened(): Promise<{ openedInMs: number }> {
    return (await this.answer()) as { openedInMs: number };
  }

  async sql<Row>(statement: string): Promise<Row[]> {
    this.child.stdin!.write(`${statement.replaceAll('\n', ' ')}\n`);
    return (await this.answer()) as Row[];
  }

  /** Ends it normally; resolves to the exit code. */
  async close(): Promise<number | null> {
    this.child.stdin!.write('close\n');
    return this.ended();
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    this.child.kill(signal);
    await this.ended();
  }

  private async ended(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return this.child.exitCode;
  }

  private async answer(): Promise<unknown> {
    const { value, done } = await this.lines.next();
    if (done) throw new Error(`The process ended with ${await this.ended()}:\n${this.errors}`);
    return JSON.parse(value) as unknown;
  }
}
