import { createElement } from 'react';
import { renderToPipeableStream } from 'react-dom/server';
import { expect, test } from 'vitest';
import { wholeCharacters } from '~/server/http/whole-characters.server';

/** A table of Chinese titles behind so many letters, as the server writes it. */
function written(letters: number): Promise<Buffer> {
  const cells = Array.from({ length: 300 }, (_, at) => createElement('td', { key: at, title: '提交时间' }, '李四'));
  return new Promise((resolve, reject) => {
    const { pipe } = renderToPipeableStream(createElement('tr', { className: 'x'.repeat(letters) }, cells), {
      onAllReady() {
        const chunks: Buffer[] = [];
        const body = wholeCharacters();
        body.on('data', (chunk: Buffer) => chunks.push(chunk));
        body.on('end', () => resolve(Buffer.concat(chunks)));
        pipe(body);
      },
      onError: reject,
    });
  });
}

test('no character of a page is broken, wherever the buffers end', async () => {
  for (let letters = 0; letters < 40; letters += 1) {
    const page = await written(letters);
    expect(page.includes(0), `${letters}`).toBe(false);
    expect(page.toString('utf8').match(/title="提交时间">李四</g), `${letters}`).toHaveLength(300);
  }
});
