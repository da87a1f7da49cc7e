import { z } from 'zod';
import { dataDirectory, managedServerUrl } from '~/database/connection/where.server';
import { refuse } from '~/domain/problems';
import { DATA_KEY_FORM, type DataKey, dataKeysOf, looksRandom } from '../personal/data-keys.server';
import { secretsOf } from './secrets-file.server';

export interface Environment {
  /** PostgreSQL of DATABASE_URL; undefined for the embedded server in DATA_DIR. */
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  readonly port: number;
  /** The address people use, without a slash at its end; undefined when it is not known. */
  readonly publicUrl: string | undefined;
  readonly sessionSecret: string;
  /** By which another machine may read /metrics; undefined: none may. */
  readonly metricsToken: string | undefined;
  /** After how many days without the server a phone asks for the password; undefined: as ask-password.ts says. */
  readonly phonePasswordDays: number | undefined;
  /** The first key seals; all of them open. */
  readonly dataKeys: readonly DataKey[];
  readonly production: boolean;
  /** `npm run demo`: a production build with sample data and secrets of its own. */
  readonly demo: boolean;
}

const MAKE_SESSION_SECRET = 'openssl rand -base64 48';
const MAKE_DATA_KEY = 'echo "k1:$(openssl rand -base64 32)"';

const PORT = z.coerce.number().int().min(1).max(65_535);
const PASSWORD_DAYS = z.coerce.number().int().min(1).max(365);
const PUBLIC_URL = z.url({ protocol: /^https?$/ });

let read: Environment | undefined;

/** The settings of this process, read once. */
export function env(): Environment {
  read ??= readEnvironment(process.env);
  return read;
}

/**
 * A production start refuses to run on missing or weak secrets. Elsewhere missing ones are made at random and kept in DATA_DIR;
 * so no two instances share a default value.
 */
export function readEnvironment(variables: Record<string, string | undefined>): Environment {
  const demo = variables.DEMO === '1';
  const production = variables.NODE_ENV === 'production' && !demo;
  const dataDir = dataDirectory(variables.DATA_DIR ?? '');
  const given = {
    sessionSecret: variables.SESSION_SECRET?.trim() || undefined,
    dataKey: variables.DATA_KEY?.trim() || undefined,
  };
  if (production) {
    if (!given.sessionSecret) refuse('settings.missing', { name: 'SESSION_SECRET', how: MAKE_SESSION_SECRET });
    if (!given.dataKey) refuse('settings.missing', { name: 'DATA_KEY', how: MAKE_DATA_KEY });
  }
  const sessionSecret = given.sessionSecret ?? secretsOf(dataDir).sessionSecret;
  const dataKeys = dataKeysOf(given.dataKey ?? secretsOf(dataDir).dataKey);
  if (!dataKeys) return refuse('settings.not-understood', { name: 'DATA_KEY', expected: DATA_KEY_FORM });
  if (production) {
    if (isWeak(sessionSecret)) refuse('settings.too-weak', { name: 'SESSION_SECRET', how: MAKE_SESSION_SECRET });
    if (!dataKeys.every(({ key }) => looksRandom(key))) refuse('settings.too-weak', { name: 'DATA_KEY', how: MAKE_DATA_KEY });
  }
  const metricsToken = variables.METRICS_TOKEN?.trim() || undefined;
  if (metricsToken && isWeak(metricsToken)) refuse('settings.too-weak', { name: 'METRICS_TOKEN', how: MAKE_SESSION_SECRET });
  return {
    databaseUrl: managedServerUrl(variables.DATABASE_URL ?? ''),
    dataDir,
    port: understood('PORT', variables.PORT, PORT, '1–65535') ?? 3000,
    publicUrl: understood('PUBLIC_URL', variables.PUBLIC_URL, PUBLIC_URL, 'https://…')?.replace(/\/+$/, ''),
    sessionSecret,
    metricsToken,
    phonePasswordDays: understood('PHONE_PASSWORD_DAYS', variables.PHONE_PASSWORD_DAYS, PASSWORD_DAYS, '1–365'),
    dataKeys,
    production,
    demo,
  };
}

function understood<T>(name: string, text: string | undefined, schema: z.ZodType<T>, expected: string): T | undefined {
  if (!text?.trim()) return undefined;
  const result = schema.safeParse(text.trim());
  return result.success ? result.data : refuse('settings.not-understood', { name, expected });
}

function isWeak(secret: string): boolean {
  return secret.length < 32 || new Set(secret).size < 12 || /change.?me|example|default|your.?secret|0123456789|abcdef/i.test(secret);
}
