import fc from 'fast-check';
import { expect, test } from 'vitest';
import { photoWithoutMarks } from '~/domain/findings/desk/photo-without-marks';
import { asPhoneMarks } from '../../fixtures/marked-photo';

const SECRET = 'GPS 39.3313 112.4329 HUAWEI';
const latin = (text: string) => Buffer.from(text, 'latin1');
const segment = (marker: number, body: Buffer) => {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
};
const SOI = Buffer.from([0xff, 0xd8]);
const EOI = Buffer.from([0xff, 0xd9]);
const JFIF = segment(0xe0, latin('JFIF\0\u0001\u0001\0\0\u0001\0\u0001\0\0'));
const TABLE = segment(0xdb, Buffer.alloc(65, 1));
// Packed pixels with a stuffed zero and a restart, then a second scan, as in a photo that sharpens while it loads.
const SCANS = Buffer.concat([
  segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
  Buffer.from([0x12, 0xff, 0, 0x34, 0xff, 0xd0, 0x56]),
  segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
  Buffer.from([0x78, 0x9a]),
]);
const PLAIN = Buffer.concat([SOI, JFIF, TABLE, SCANS, EOI]);
const kept = (bytes: Buffer, type: Parameters<typeof photoWithoutMarks>[1] = 'image/jpeg') => {
  const made = photoWithoutMarks(bytes, type);
  return made && Buffer.from(made);
};

test('a JPEG loses place, camera, comments, previews and what hangs behind it; colours stay', () => {
  const icc = segment(0xe2, latin('ICC_PROFILE\0\u0001\u0001colours'));
  const adobe = segment(0xee, latin('Adobe\0d\0\0\0\0\u0001'));
  const marked = Buffer.concat([
    SOI,
    segment(0xe0, latin(`JFIF\0\u0001\u0001\0\0\u0001\0\u0001\u0003\u0003${'p'.repeat(27)}`)),
    segment(0xe0, latin(`JFXX\0${SECRET}`)),
    segment(0xe1, latin(`Exif\0\0II*\0${SECRET}`)),
    segment(0xe1, latin(`http://ns.adobe.com/xap/1.0/\0${SECRET}`)),
    segment(0xe2, latin(`MPF\0${SECRET}`)),
    icc,
    segment(0xed, latin(`Photoshop 3.0\0${SECRET}`)),
    segment(0xfe, latin(SECRET)),
    adobe,
    TABLE,
    SCANS,
    EOI,
    latin(`ftypmp42 ${SECRET}`),
  ]);
  expect(kept(marked)).toEqual(Buffer.concat([SOI, JFIF, icc, adobe, TABLE, SCANS, EOI]));
  expect(kept(PLAIN)).toEqual(PLAIN);
});

test('which side is up stays, the place beside it does not', () => {
  const made = kept(asPhoneMarks(PLAIN))!;
  // 0x0112 orientation, SHORT, one value, 6: a directory with this entry alone.
  const upright = segment(0xe1, latin('Exif\0\0MM\0*\0\0\0\u0008\0\u0001\u0001\u0012\0\u0003\0\0\0\u0001\0\u0006\0\0\0\0\0\0'));
  expect(made).toEqual(Buffer.concat([SOI, upright, JFIF, TABLE, SCANS, EOI]));
  expect(made.includes(Buffer.from([0x88, 0x25]))).toBe(false);
  expect(kept(made)).toEqual(made);
});

test('a PNG keeps what draws it', () => {
  const chunk = (name: string, body: Buffer) => {
    const size = Buffer.alloc(4);
    size.writeUInt32BE(body.length);
    return Buffer.concat([size, latin(name), body, Buffer.alloc(4, 7)]);
  };
  const start = latin('\u0089PNG\r\n\u001a\n');
  const drawn = [chunk('IHDR', Buffer.alloc(13)), chunk('iCCP', latin('colours')), chunk('IDAT', Buffer.alloc(9))];
  const end = chunk('IEND', Buffer.alloc(0));
  const marks = ['tEXt', 'iTXt', 'zTXt', 'eXIf', 'tIME', 'caBX'].map((name) => chunk(name, latin(SECRET)));
  const marked = Buffer.concat([start, drawn[0]!, ...marks, drawn[1]!, drawn[2]!, end, latin(SECRET)]);
  expect(kept(marked, 'image/png')).toEqual(Buffer.concat([start, ...drawn, end]));
  expect(kept(Buffer.concat([start, drawn[0]!, drawn[2]!]), 'image/png')).toBe(null);
});

test('a WebP keeps its picture, and its head says that nothing else is there', () => {
  const chunk = (name: string, body: Buffer) => {
    const size = Buffer.alloc(4);
    size.writeUInt32LE(body.length);
    return Buffer.concat([latin(name), size, body, Buffer.alloc(body.length % 2)]);
  };
  const file = (...chunks: Buffer[]) => {
    const body = Buffer.concat([latin('WEBP'), ...chunks]);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(body.length);
    return Buffer.concat([latin('RIFF'), size, body]);
  };
  const flags = (value: number) => chunk('VP8X', Buffer.from([value, 0, 0, 0, 9, 0, 0, 9, 0, 0]));
  const picture = chunk('VP8 ', Buffer.alloc(31, 5));
  // 0x20 ICC profile, 0x10 alpha, 0x08 Exif, 0x04 XMP.
  const marked = file(flags(0x3c), chunk('ICCP', latin('abc')), picture, chunk('EXIF', latin(SECRET)), chunk('XMP ', latin(SECRET)));
  expect(kept(Buffer.concat([marked, latin(SECRET)]), 'image/webp')).toEqual(file(flags(0x30), chunk('ICCP', latin('abc')), picture));
  expect(kept(marked.subarray(0, 40), 'image/webp')).toBe(null);
});

test('damaged files are refused or lose nothing but marks, and nothing takes for ever', () => {
  expect(kept(PLAIN.subarray(0, 30))).toBe(null);
  // Cut off among the pixels: what has come is shown.
  expect(kept(PLAIN.subarray(0, PLAIN.length - 3))).toEqual(PLAIN.subarray(0, PLAIN.length - 3));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(PLAIN.length), (noise, at) => {
      const bytes = Buffer.concat([SOI, PLAIN.subarray(2, at), noise, PLAIN.subarray(at)]);
      for (const type of ['image/jpeg', 'image/png', 'image/webp'] as const) {
        const made = kept(bytes, type);
        if (made !== null) expect(kept(made, type)).toEqual(made);
      }
    }),
  );
});
