import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EXPORT_FORMAT, exportEnvelopeSchema, exportLabel, unsentExportSchema } from '~/domain/sync/unsent-export';

const envelope = {
  format: EXPORT_FORMAT,
  version: 1,
  device: 'device-of-at-least-16',
  accountId: randomUUID(),
  exportedAt: '2021-01-10T02:00:00Z',
  records: 2,
  keyId: 'k1',
  key: 'AAAA',
  iv: 'AAAA',
  data: 'AAAA',
};

describe('the envelope of an export', () => {
  test('is taken as it is described', () => {
    expect(exportEnvelopeSchema.parse(envelope)).toEqual(envelope);
  });

  test.each([
    { format: 'other' },
    { version: 2 },
    { version: 0 },
    { device: 'short' },
    { accountId: 'somebody' },
    { exportedAt: 'yesterday' },
    { records: -1 },
    { key: 'not base64!' },
    { data: undefined },
  ])('not with %j', (change) => {
    expect(exportEnvelopeSchema.safeParse({ ...envelope, ...change }).success).toBe(false);
  });

  test('has a label that changes with everything a person reads outside, and with nothing else', () => {
    const outside = fc.record({
      version: fc.constantFrom(1, 2),
      device: fc.constantFrom('device-1', 'device-2'),
      accountId: fc.constantFrom('a', 'b'),
      exportedAt: fc.constantFrom('x', 'y'),
      records: fc.constantFrom(1, 11),
    });
    fc.assert(
      fc.property(outside, outside, (one, other) => {
        expect(exportLabel(one) === exportLabel(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
    expect(exportLabel({ ...envelope, data: 'BBBB' } as typeof envelope)).toBe(exportLabel(envelope));
  });
});

describe('what is inside', () => {
  const inside = {
    protocol: 1,
    device: envelope.device,
    accountId: envelope.accountId,
    username: 'cun1',
    name: '李四',
    exportedAt: envelope.exportedAt,
    records: [{ sequence: 1, id: 'v', contentHash: 'a'.repeat(64), baseRevision: null, base: null, visit: { visit: 'v' } }],
    photos: [{ sha256: 'b'.repeat(64), data: 'AAAA' }],
  };

  test('an older app says nothing of drafts, households and problems', () => {
    expect(unsentExportSchema.parse(inside)).toEqual({ ...inside, drafts: [], households: [], problems: [] });
  });

  test.each([
    { photos: [{ sha256: '../../etc/passwd', data: 'AAAA' }] },
    { records: [{ ...inside.records[0], contentHash: 'short' }] },
    { records: [{ ...inside.records[0], sequence: 0 }] },
  ])('not with %j', (change) => {
    expect(unsentExportSchema.safeParse({ ...inside, ...change }).success).toBe(false);
  });
});
