import { expect, test } from 'vitest';
import { whyNoRoom } from '~/domain/access/upload-room';

const MB = 1_000_000;

test('a file is taken while the disk and what the person keeps have room for it', () => {
  const at = { kept: 0, most: 500 * MB, free: 1_000 * MB };
  expect(whyNoRoom(50 * MB, at)).toBeNull();
  expect(whyNoRoom(800 * MB, { ...at, most: 2_000 * MB })).toBeNull();
  expect(whyNoRoom(801 * MB, { ...at, most: 2_000 * MB })).toEqual({ code: 'upload.disk-full' });
  expect(whyNoRoom(50 * MB, { ...at, kept: 450 * MB })).toBeNull();
  expect(whyNoRoom(50 * MB, { ...at, kept: 451 * MB })).toEqual({ code: 'upload.too-much-kept', details: { megabytes: 451, limit: 500 } });
});
