import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sealedPlace } from '~/database/connection/opener.server';
import { Refusal } from '~/domain/problems';
import { dataKeysOf } from '~/server/personal/data-keys.server';
import { isSealedFile, sealWith } from '~/server/personal/seal.server';

const key = (id: string) => ({ id, key: randomBytes(32) });
const k1 = key('k1');
const k2 = key('k2');

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error.problem.code;
    throw error;
  }
  return 'no refusal';
}

describe('sealing personal data', () => {
  const { seal, open, sealBytes, openBytes, fingerprint } = sealWith([k1]);

  it('opens what it sealed, empty and Chinese texts too', () => {
    for (const plain of ['140602199001011234', '', '低保户', '𠮷野家', 'x'.repeat(10_000)]) expect(open(seal(plain))).toBe(plain);
  });

  it('writes the key id first and never the same text twice', () => {
    const sealed = seal('13803490000');
    expect(sealed).toMatch(/^k1\.[\w-]{16}\.[\w-]{22}\.[\w-]+$/);
    expect(seal('13803490000')).not.toBe(sealed);
    expect(sealed).not.toContain('1380349');
  });

  it('opens what was sealed for a place there and nowhere else; what was sealed for none opens as before', () => {
    const [here, there] = [sealedPlace('a', 'b', '1'), sealedPlace('a', 'b', '2')];
    const sealed = seal('13803490000', here);
    expect(sealed).toMatch(/^k1\.b\.[\w-]{16}\.[\w-]{22}\.[\w-]+$/);
    expect(open(sealed, here)).toBe('13803490000');
    for (const place of [there, undefined]) expect(codeOf(() => open(sealed, place))).toBe('settings.sealed-damaged');
    expect(codeOf(() => open(sealed.replace('.b.', '.'), here))).toBe('settings.sealed-damaged');
    expect(open(seal('13803490000'), here)).toBe('13803490000');
    const bytes = randomBytes(5_000);
    const file = sealBytes(bytes, here);
    expect([openBytes(file, here)?.equals(bytes), openBytes(bytes, here), isSealedFile(file)]).toEqual([true, null, true]);
    expect(codeOf(() => openBytes(file, there))).toBe('settings.sealed-damaged');
    for (let at = 10; at < file.length; at += 97) {
      const changed = Buffer.from(file);
      changed[at] = changed[at]! ^ 1;
      expect(codeOf(() => openBytes(changed, here))).toMatch(/^settings\.(sealed-damaged|key-unknown)$/);
    }
    expect(codeOf(() => openBytes(file.subarray(0, 20), here))).toBe('settings.sealed-damaged');
    expect(codeOf(() => sealWith([k2]).openBytes(file, here))).toBe('settings.key-unknown');
  });

  it('refuses a text changed in any part', () => {
    const parts = seal('13803490000').split('.');
    for (const at of [1, 2, 3]) {
      const changed = [...parts];
      changed[at] = (changed[at]!.startsWith('A') ? 'B' : 'A') + changed[at]!.slice(1);
      expect(codeOf(() => open(changed.join('.')))).toBe('settings.sealed-damaged');
    }
    expect(codeOf(() => open('13803490000'))).toBe('settings.sealed-damaged');
    expect(codeOf(() => open(parts.slice(0, 3).join('.')))).toBe('settings.sealed-damaged');
  });

  it('does not let a tag be shortened', () => {
    const [id, iv, tag, text] = seal('13803490000').split('.');
    const short = Buffer.from(tag!, 'base64url').subarray(0, 4).toString('base64url');
    expect(codeOf(() => open([id, iv, short, text].join('.')))).toBe('settings.sealed-damaged');
  });

  it('tells a missing key from a damaged text', () => {
    const other = sealWith([k2]).seal('13803490000');
    expect(codeOf(() => open(other))).toBe('settings.key-unknown');
    const sameName = sealWith([{ id: 'k1', key: randomBytes(32) }]).seal('13803490000');
    expect(codeOf(() => open(sameName))).toBe('settings.sealed-damaged');
  });

  it('opens what an older key of the ring sealed, and seals with the newest', () => {
    const before = seal('13803490000');
    const ring = sealWith([k2, k1]);
    expect(ring.open(before)).toBe('13803490000');
    expect(ring.seal('13803490000')).toMatch(/^k2\./);
    // A key under another name cannot open what was sealed under the old name.
    expect(codeOf(() => sealWith([{ id: 'k2', key: k1.key }]).open(before))).toBe('settings.key-unknown');
  });

  it('takes equal fingerprints of equal texts of one kind only', () => {
    expect(fingerprint('id-number', '140602199001011234')).toBe(fingerprint('id-number', '140602199001011234'));
    expect(fingerprint('id-number', '140602199001011234')).not.toBe(fingerprint('id-number', '140602199001011242'));
    expect(fingerprint('id-number', '6228480018212345678')).not.toBe(fingerprint('bank-account', '6228480018212345678'));
    expect(fingerprint('id-number', '1')).toMatch(/^k1\.[\w-]{43}$/);
  });

  it('keeps fingerprints when a new key is put in front', () => {
    expect(sealWith([k2, k1]).fingerprint('id-number', '1')).toBe(fingerprint('id-number', '1'));
    expect(sealWith([k2]).fingerprint('id-number', '1')).not.toBe(fingerprint('id-number', '1'));
  });
});

describe('the key ring of DATA_KEY', () => {
  const base64 = randomBytes(32).toString('base64');

  it('is read with its ids in order', () => {
    expect(dataKeysOf(`k2:${base64}, k1:${k1.key.toString('base64')}`)?.map(({ id }) => id)).toEqual(['k2', 'k1']);
  });

  it('is not read from anything else', () => {
    for (const text of [
      '',
      base64,
      `K1:${base64}`,
      `k1:${base64.slice(0, 20)}`,
      `k1:${base64},k1:${base64}`,
      `k1:${base64},`,
      `k.1:${base64}`,
    ]) {
      expect(dataKeysOf(text), text).toBeUndefined();
    }
  });
});
