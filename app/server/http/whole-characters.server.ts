import { Transform } from 'node:stream';

/**
 * React 18 writes a page through a buffer of fixed size. Where a Chinese character does not fit at its end, up to two zero bytes are left
 * there; browsers show them as � in attributes and scripts. A page has no zero byte of its own, so they are taken out.
 */
export function wholeCharacters(): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, chunk.includes(0) ? chunk.filter((byte) => byte !== 0) : chunk);
    },
  });
}
