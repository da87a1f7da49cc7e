/**
 * Structured logs without personal data: no query strings, no bodies, no names; accounts appear as a short keyed hash. An error
 * is logged with its kind, code and place. Its message is filtered first, because database messages quote values.
 */
import { createHmac } from 'node:crypto';
import pino, { type Logger } from 'pino';

export type Log = Logger;

/** `fd` is standard output unless another one is given. */
export function openLog(level: string = process.env.LOG_LEVEL ?? 'info', fd = 1): Log {
  return pino({ level, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(fd));
}

/** A stable short substitute for an account or an address in the log. */
export function pseudonym(secret: string, value: string): string {
  return createHmac('sha256', secret).update(`log:${value}`).digest('hex').slice(0, 12);
}

/** Removes what looks like personal data: quoted values, long runs of digits, Chinese words and mail addresses. */
function withoutValues(message: string): string {
  return message
    .replace(/"[^"]*"|'[^']*'|“[^”]*”|`[^`]*`|\([^)]*\)/g, '…')
    .replace(/[\p{Script=Han}]+/gu, '…')
    .replace(/\S+@\S+/g, '…')
    .replace(/\d{4,}/g, '#')
    .slice(0, 300);
}

export function loggableError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { kind: typeof error };
  const code = (error as { code?: unknown }).code;
  return {
    kind: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    message: withoutValues(error.message),
    at: (error.stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 12)
      .map((line) => line.trim()),
  };
}

/** The path of a request without anything that names a person, a household or a record. */
export function loggablePath(originalUrl: string): string {
  const path = originalUrl.split('?')[0] ?? '/';
  return path
    .split('/')
    .map((part) => (/\d{4,}|[0-9a-f]{8}-|%|[^\u0021-\u007e]/i.test(part) ? '*' : part))
    .join('/')
    .slice(0, 200);
}
