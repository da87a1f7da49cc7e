import { describe, expect, it } from 'vitest';
import { RECOVERY_ALPHABET, readSecondFactorCode } from '~/domain/access/second-factor';
import { newRecoveryCodes, offerAgain, offerSecret, stepOfCode } from '~/server/personal/second-factor.server';
import { codeAt } from './code-of-app';

const at = (seconds: number) => new Date(seconds * 1000);

describe('codes of authenticator apps', () => {
  // RFC 6238, appendix B, SHA-1: the last six of its eight digits. Its secret is the text 12345678901234567890.
  const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('are those of RFC 6238 at %i s', (seconds, code) => {
    const step = Math.floor(seconds / 30);
    expect(stepOfCode(SECRET, code, at(seconds))).toBe(step);
    expect(codeAt(SECRET, at(seconds))).toBe(code);
    // A clock that is one code away still counts, one that is two away does not.
    expect(stepOfCode(SECRET, code, at((step + 1) * 30))).toBe(step);
    expect(stepOfCode(SECRET, code, at((step - 1) * 30))).toBe(step);
    expect(stepOfCode(SECRET, code, at((step + 2) * 30))).toBeNull();
    expect(stepOfCode(SECRET, code, at((step - 1) * 30 - 1))).toBeNull();
  });

  it('are offered with an address that apps read, and only to the account that asked, for half an hour', () => {
    const account = { id: 'a', username: 'li' };
    const { secret, address, offer } = offerSecret(account, at(1000));
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    const url = new URL(address);
    expect([url.protocol, url.host, decodeURIComponent(url.pathname)]).toEqual(['otpauth:', 'totp', '/清暖台账:li']);
    expect(Object.fromEntries(url.searchParams)).toEqual({ issuer: '清暖台账', secret, algorithm: 'SHA1', digits: '6', period: '30' });
    expect(offer).not.toContain(secret);
    expect(offerAgain(account, offer, at(1000 + 1800))?.secret).toBe(secret);
    expect(offerAgain(account, offer, at(1000 + 1801))).toBeNull();
    expect(offerAgain({ id: 'b', username: 'li' }, offer, at(1000))).toBeNull();
    expect(offerAgain(account, offer.replace(/\.[^.]*$/, '.AAAA'), at(1000))).toBeNull();
    expect(offerSecret(account, at(1000)).secret).not.toBe(secret);
  });
});

describe('what a person types', () => {
  it.each([
    ['123456', 'app', '123456'],
    [' 123 456 ', 'app', '123456'],
    ['１２３４５６', 'app', '123456'],
    ['ABCDE-23456', 'recovery', 'abcde23456'],
    ['abcde 23456', 'recovery', 'abcde23456'],
    ['abcde–23456', 'recovery', 'abcde23456'],
  ])('%s is read', (typed, kind, code) => {
    expect(readSecondFactorCode(typed)).toEqual({ kind, code });
  });

  it.each(['', '12345', '1234567', '12a456', 'abcde-2345', 'abcde-2345l', 'abcde-23451', '𝟙'])('%s is none', (typed) => {
    expect(readSecondFactorCode(typed)).toBeNull();
  });

  it('reads every recovery code as what it is, never as one of the app', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) {
      expect([...code].every((letter) => RECOVERY_ALPHABET.includes(letter))).toBe(true);
      expect(readSecondFactorCode(`${code.slice(0, 5)}-${code.slice(5)}`.toUpperCase())).toEqual({ kind: 'recovery', code });
    }
  });
});
