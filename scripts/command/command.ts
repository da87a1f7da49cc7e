import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, type OpenOptions, openDatabase } from '~/database/connection/open.server';
import { dataDirectory } from '~/database/connection/where.server';
import { LANGUAGES } from '~/domain/access/language';
import { type Problem, Refusal } from '~/domain/problems';
import { sentenceOf } from '~/i18n/sentence-of.server';
import { checkDataKeys } from '~/server/personal/check-data-keys.server';
import { openAfterBackup } from '~/server/workflows/upkeep/backup-before-upgrade.server';
import { type CommandOptions, helpText, readCommandLine, type Values, WrongUsage } from './command-line';
import { Progress } from './progress';

export { WrongUsage, wrongUsage } from './command-line';

export interface Command<O extends CommandOptions> {
  /** The npm script's name: 'import'. */
  name: string;
  /** 'npm run import -- FILE.xlsx [--accept-valid] [--dry-run]' */
  usage: string;
  /** What it does, for --help: Chinese, then English. */
  about: string;
  options: O;
  /** The arguments without an option, in order: [{ name: 'FILE.xlsx', about: '…' }]. All are required unless `optional`. */
  files?: readonly { name: string; about: string; optional?: boolean }[];
  run(context: CommandContext<O>): Promise<void>;
}

export interface CommandContext<O extends CommandOptions> {
  values: Values<O>;
  files: string[];
  /** Opens the register's database. It is closed when the command ends, in whatever way. */
  database(options?: OpenOptions): Promise<Database>;
  /** On standard error: a bar on a terminal, plain lines otherwise. */
  progress: Progress;
  /** Data, on standard output. */
  print(text: string): void;
  /** Messages for the person, on standard error. */
  say(text: string): void;
  /** Aborted when the command is told to stop (Ctrl-C). */
  signal: AbortSignal;
  /** Registers a function; they run in reverse order when the command ends, in whatever way. */
  atEnd(close: () => unknown): void;
}

/**
 * Runs a command: exit code 0 on success, 1 when it was refused or failed, 2 on wrong usage. An error is one sentence on
 * standard error, Chinese first; the trace of an unexpected one goes to a file under DATA_DIR/logs.
 */
export function runCommand<O extends CommandOptions>(command: Command<O>): void {
  void execute(command).then(leave);
}

async function execute<O extends CommandOptions>(command: Command<O>): Promise<number> {
  const progress = new Progress(process.stderr);
  const say = (text: string) => progress.interrupt(() => void process.stderr.write(`${text}\n`));
  const fail = (problem: Problem) => {
    for (const language of LANGUAGES) say(sentenceOf(language, problem));
  };

  const closers: (() => unknown)[] = [];
  const stop = new AbortController();
  const stopped = new Promise<never>((_resolve, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        // A second Ctrl-C exits at once; the database rolls back open work.
        if (stop.signal.aborted) process.exit(1);
        stop.abort();
        reject(new Refusal({ code: 'command.stopped' }));
      });
    }
  });
  stopped.catch(() => undefined);
  // The reader of our output has closed it (`| head`), so there is nothing left to do.
  process.stdout.on('error', () => process.exit(1));

  try {
    const line = readCommandLine(command);
    if (line === 'help') {
      process.stdout.write(helpText(command));
      return 0;
    }
    const context: CommandContext<O> = {
      ...line,
      progress,
      say,
      print: (text) => void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`),
      signal: stop.signal,
      atEnd: (close) => void closers.push(close),
      async database(options) {
        const opening = openAfterBackup(
          (before) => openDatabase({ ...options, ...before }),
          (file) => say(`升级前已备份 / backed up before the upgrade: ${file}`),
        );
        // When the command is told to stop during opening, it waits for the opening, so that the server it may have started is
        // stopped too.
        closers.push(async () => {
          const opened = await opening.catch(() => undefined);
          await (stop.signal.aborted ? opened?.abandon() : opened?.close());
        });
        const db = await opening;
        await checkDataKeys(db);
        return db;
      },
    };
    await Promise.race([command.run(context), stopped]);
    return 0;
  } catch (error) {
    progress.end();
    if (error instanceof WrongUsage) {
      fail(error.problem);
      return 2;
    }
    fail(error instanceof Refusal ? error.problem : { code: 'command.failed', details: { log: writeLog(command.name, error) } });
    return 1;
  } finally {
    progress.end();
    for (const close of closers.reverse()) {
      try {
        await close();
      } catch (error) {
        fail({ code: 'command.failed', details: { log: writeLog(command.name, error) } });
        process.exitCode = 1;
      }
    }
  }
}

/** The process may exit only after everything printed has been written. */
function leave(code: number): void {
  process.stderr.write('', () => process.stdout.write('', () => process.exit(code || process.exitCode)));
}

/** Leaves out the values of statements and failing rows (`detail`, `where`), because a log must not hold household data. */
function writeLog(name: string, error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  const text =
    error instanceof Error
      ? `${error.stack ?? error.message}\n${code === undefined ? '' : `code ${String(code)}\n`}`
      : `${String(error)}\n`;
  const file = `${name}-${new Date().toISOString().replaceAll(/[:.]/g, '-')}.log`;
  for (const folder of [() => join(dataDirectory(), 'logs'), tmpdir]) {
    try {
      const path = folder();
      mkdirSync(path, { recursive: true, mode: 0o700 });
      writeFileSync(join(path, file), text, { mode: 0o600 });
      return join(path, file);
    } catch {
      // Then the next place is tried.
    }
  }
  return '—';
}
