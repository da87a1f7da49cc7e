import { describe, expect, it } from 'vitest';
import { Refusal, refuse } from '~/domain/problems';
import { takeFile } from '~/server/http/sent/uploaded-file.server';

const LIMIT = 1_000_000;

function requestOf(form: FormData): Request {
  return new Request('http://localhost/', { method: 'POST', body: form });
}

function formWith(name: string, content: BlobPart = 'content'): FormData {
  const form = new FormData();
  form.set('csrf', 'token');
  form.set('workbook', new Blob([content]), name);
  return form;
}

async function taken(request: Request): Promise<{ name: string; content: string } | null> {
  let file: { name: string; content: string } | null = null;
  const tooLarge = (bytes: number) => refuse('workbook.too-large', { megabytes: bytes, limit: LIMIT });
  const found = await takeFile(request, { field: 'workbook', limitBytes: LIMIT, tooLarge }, async (content, name) => {
    const pieces: Buffer[] = [];
    for await (const piece of content) pieces.push(piece);
    file = { name, content: Buffer.concat(pieces).toString('latin1') };
  });
  expect(found).toBe(file !== null);
  return file;
}

/** A body as a program may send it, in pieces of any size. */
function raw(body: string, headers: Record<string, string> = { 'Content-Type': 'multipart/form-data; boundary=edge' }, piece = 7): Request {
  const bytes = new TextEncoder().encode(body);
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += piece) controller.enqueue(bytes.slice(at, at + piece));
      controller.close();
    },
  });
  return new Request('http://localhost/', { method: 'POST', body: stream, headers, duplex: 'half' } as RequestInit);
}

const part = (disposition: string, content: string) => `--edge\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`;

describe('the name of an uploaded file', () => {
  const names = [
    '朔城区 户台账（2021年3月）.xlsx',
    'a=b;c=d; filename=x.xlsx',
    `${'k=v;'.repeat(62)}ab.xlsx`,
    `${'户'.repeat(83)}1.xlsx`,
    "it's 100% (2).xlsx",
    '𠮷😀.xlsx',
  ];
  it.each(names)('is taken as it is: %s', async (name) => {
    expect(await taken(requestOf(formWith(name)))).toEqual({ name, content: 'content' });
  });

  it('is as long as the longest name a file system has', () => {
    expect(Buffer.byteLength(names[2]!)).toBe(255);
    expect(Buffer.byteLength(names[3]!)).toBe(255);
  });

  it('has no folders and is not longer than a file system allows', async () => {
    expect(await taken(requestOf(formWith('C:\\台账\\a;b.xlsx')))).toMatchObject({ name: 'a;b.xlsx' });
    expect(await taken(requestOf(formWith('../../etc/passwd')))).toMatchObject({ name: 'passwd' });
    expect((await taken(requestOf(formWith('😀'.repeat(300)))))!.name).toBe('😀'.repeat(255));
  });
});

describe('an uploaded file', () => {
  it('comes whole, whatever bytes it holds', async () => {
    const bytes = new Uint8Array(LIMIT).map((_, at) => (at * 31) % 256);
    bytes.set(new TextEncoder().encode('\r\n--edge'), 500);
    const file = await taken(requestOf(formWith('bytes', bytes)));
    expect(Buffer.from(file!.content, 'latin1').equals(Buffer.from(bytes))).toBe(true);
  });

  it('over the limit is refused as its taker says', async () => {
    const sent = taken(requestOf(formWith('large', new Uint8Array(LIMIT + 1))));
    await expect(sent).rejects.toBeInstanceOf(Refusal);
    await expect(sent).rejects.toMatchObject({ problem: { code: 'workbook.too-large' } });
  });

  it('is the first of its field; what else the form holds is passed over', async () => {
    const other = part('name="other"; filename="other.xlsx"', 'x'.repeat(100_000));
    const first = part('name="workbook"; filename="first.xlsx"', 'first');
    const second = part('name="workbook"; filename="second.xlsx"', 'second');
    expect(await taken(raw(`${part('name="csrf"', 'token')}${other}${first}${second}--edge--\r\n`))).toEqual({
      name: 'first.xlsx',
      content: 'first',
    });
  });

  it('is not there when none was chosen, when the field is a text, or when the request is no form', async () => {
    expect(await taken(requestOf(formWith('', '')))).toBeNull();
    const text = new FormData();
    text.set('workbook', 'a text');
    expect(await taken(requestOf(text))).toBeNull();
    expect(await taken(raw('workbook=1', { 'Content-Type': 'application/x-www-form-urlencoded' }))).toBeNull();
    expect(await taken(raw(part('name="workbook"; filename="a"', 'x'), { 'Content-Type': 'multipart/form-data' }))).toBeNull();
    expect(await taken(raw('no part at all'))).toBeNull();
  });
});

describe('a request that breaks off', () => {
  const begun = part('name="workbook"; filename="a.xlsx"', 'x'.repeat(1000)).slice(0, -500);

  it('within the file leaves no file', async () => {
    const kept: string[] = [];
    const found = await takeFile(
      raw(begun),
      { field: 'workbook', limitBytes: LIMIT, tooLarge: () => refuse('import.no-file') },
      async (content) => {
        for await (const _ of content);
        kept.push('whole');
      },
    );
    expect({ found, kept }).toEqual({ found: false, kept: [] });
  });

  it('because its sender failed says so', async () => {
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(begun));
      },
      pull(controller) {
        controller.error(new Error('over the limit of the body'));
      },
    });
    const headers = { 'Content-Type': 'multipart/form-data; boundary=edge' };
    const request = new Request('http://localhost/', { method: 'POST', body: stream, headers, duplex: 'half' } as RequestInit);
    await expect(taken(request)).rejects.toThrow('over the limit of the body');
  });
});
