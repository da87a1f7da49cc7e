import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Refusal } from '~/domain/problems';
import { readEnvironment } from '~/server/http/env.server';

const root = mkdtempSync(join(tmpdir(), 'qingnuan-env-'));
afterAll(() => rmSync(root, { recursive: true }));

let DATA_DIR: string;
beforeEach(() => {
  DATA_DIR = mkdtempSync(join(root, 'data-'));
});

function refusal(variables: Record<string, string>) {
  try {
    readEnvironment({ DATA_DIR, ...variables });
  } catch (error) {
    if (error instanceof Refusal) return { code: error.problem.code, name: error.problem.details?.name };
    throw error;
  }
  return undefined;
}

const SESSION_SECRET = randomBytes(48).toString('base64');
const DATA_KEY = `k1:${randomBytes(32).toString('base64')}`;

describe('development', () => {
  it('makes secrets once, and only their owner can read them', () => {
    const first = readEnvironment({ DATA_DIR });
    const second = readEnvironment({ DATA_DIR });
    expect(second.sessionSecret).toBe(first.sessionSecret);
    expect(second.dataKeys).toEqual(first.dataKeys);
    expect(first.sessionSecret.length).toBeGreaterThanOrEqual(43);
    expect(first.dataKeys[0]!.key).toHaveLength(32);
    expect(statSync(join(DATA_DIR, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  it('makes others for another data directory', () => {
    expect(readEnvironment({ DATA_DIR }).sessionSecret).not.toBe(
      readEnvironment({ DATA_DIR: mkdtempSync(join(root, 'data-')) }).sessionSecret,
    );
  });

  it('never replaces a secrets file it cannot read as one', () => {
    const path = join(DATA_DIR, 'secrets.json');
    writeFileSync(path, '{"sessionSecret":');
    chmodSync(path, 0o600);
    expect(refusal({})).toEqual({ code: 'settings.not-understood', name: path });
  });

  it('listens on 3000 unless told otherwise', () => {
    expect(readEnvironment({ DATA_DIR }).port).toBe(3000);
    expect(readEnvironment({ DATA_DIR, PORT: '8080' }).port).toBe(8080);
    for (const PORT of ['0', '65536', '80a', '3.5']) expect(refusal({ PORT })).toEqual({ code: 'settings.not-understood', name: 'PORT' });
  });

  it('knows its public address', () => {
    expect(readEnvironment({ DATA_DIR, PUBLIC_URL: 'https://qn.example.gov.cn/' }).publicUrl).toBe('https://qn.example.gov.cn');
    expect(readEnvironment({ DATA_DIR }).publicUrl).toBeUndefined();
    expect(refusal({ PUBLIC_URL: 'qn.example.gov.cn' })).toEqual({ code: 'settings.not-understood', name: 'PUBLIC_URL' });
  });

  it('uses no database but PostgreSQL', () => {
    expect(refusal({ DATABASE_URL: 'file:./dev.db' })).toEqual({ code: 'database.not-postgresql', name: undefined });
    expect(readEnvironment({ DATA_DIR, DATABASE_URL: 'postgresql://u@h/d' }).databaseUrl).toBe('postgresql://u@h/d');
    expect(readEnvironment({ DATA_DIR, DATABASE_URL: '' }).databaseUrl).toBeUndefined();
  });
});

describe('production', () => {
  const production = { NODE_ENV: 'production', SESSION_SECRET, DATA_KEY };

  it('starts on good secrets', () => {
    expect(readEnvironment({ DATA_DIR, ...production })).toMatchObject({ production: true, sessionSecret: SESSION_SECRET });
  });

  it('refuses missing ones, even where a file holds some', () => {
    readEnvironment({ DATA_DIR });
    expect(refusal({ ...production, SESSION_SECRET: '' })).toEqual({ code: 'settings.missing', name: 'SESSION_SECRET' });
    expect(refusal({ ...production, DATA_KEY: ' ' })).toEqual({ code: 'settings.missing', name: 'DATA_KEY' });
  });

  it('refuses short, repeated and example secrets', () => {
    for (const weak of ['short', 'x'.repeat(64), 'change-me-please-this-is-an-example-secret!', '0123456789abcdef0123456789abcdef']) {
      expect(refusal({ ...production, SESSION_SECRET: weak }), weak).toEqual({ code: 'settings.too-weak', name: 'SESSION_SECRET' });
    }
    const zeros = `k1:${Buffer.alloc(32).toString('base64')}`;
    expect(refusal({ ...production, DATA_KEY: zeros })).toEqual({ code: 'settings.too-weak', name: 'DATA_KEY' });
    expect(refusal({ ...production, DATA_KEY: `${DATA_KEY},${zeros.replace('k1', 'k0')}` })).toEqual({
      code: 'settings.too-weak',
      name: 'DATA_KEY',
    });
    expect(refusal({ ...production, DATA_KEY: 'secret' })).toEqual({ code: 'settings.not-understood', name: 'DATA_KEY' });
  });

  it('is not what the demonstration is', () => {
    expect(readEnvironment({ DATA_DIR, NODE_ENV: 'production', DEMO: '1' })).toMatchObject({ production: false, demo: true });
  });
});
