/**
 * Requests as no browser sends them, made from those of route-access-table.ts: hostile texts, numbers and days in addresses, forms, JSON
 * and headers, other methods, broken bodies. The same seed makes the same requests.
 */
import { request as httpRequest } from 'node:http';
import type { RouteCase } from './route-access-case';
import type { Subject, Who } from './route-access-subjects';

export type Random = { below(limit: number): number; of<T>(list: readonly T[]): T; chance(share: number): boolean };

/** mulberry32: small, and the same on every machine. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return { below, of: (list) => list[below(list.length)]!, chance: (share) => next() < share };
}

const HOSTILE = [
  ...[
    '',
    ' ',
    '\0',
    'a\0b',
    '\u200b',
    '\u202e倒',
    '😀'.repeat(40),
    '　１２',
    '%',
    '%00',
    '%zz',
    "'",
    '"><script>',
    '\\',
    '../../etc/passwd',
    '\r\n',
  ],
  ...['0000-01-01', '0000-00-00', '0001-01-01', '9999-12-31', '10000-01-01', '2021-02-30', '-2021-01-01', '2021-01-01T00:00:00Z'],
  ...['+275760-09-14T00:00:00Z', '0000-01-01T00:00:00+08:00', '0000-0001', '9999-10000', '2020-2021', '2021-2020', '0000'],
  ...['-1', '0', '1.5', '1e309', '1e15', 'NaN', 'Infinity', '-0', '0x10', '2147483647', '2147483648', '-2147483649', '９'],
  ...['9007199254740993', '9223372036854775808', '9'.repeat(400), '0.1'.repeat(30), '1,000', '¥1'],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', '[]', '{}', 'null', 'true', 'undefined', '[object Object]'],
  ...[
    '户'.repeat(5_000),
    'x'.repeat(70_000),
    '14',
    '140602',
    '999999999999',
    '00000000-0000-4000-8000-000000000000',
    'H',
    'B',
    'gas',
    ',',
    ':',
    '|',
    ' 1',
  ],
];
const HOSTILE_JSON: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 1e300, -1e15, 2_147_483_648, 9_007_199_254_740_991, [], {}, [null], [[]], [{}], { length: 3 }],
  ...['\ud800', 'a\udc00', '\0', { '\0': 1 }, { '\ud800': 1 }, { __proto__: 1, constructor: 1 }, Array(500).fill('x'), 'y'.repeat(9_000)],
];
const QUERY = [
  ...[
    'q',
    'season',
    'page',
    'code',
    'asOf',
    'as-of',
    'sort',
    'after',
    'before',
    'n',
    'rows',
    'list',
    'flag',
    'template',
    'kind',
    'part',
    'level',
  ],
  ...[
    'limit',
    'cursor',
    'since',
    'village',
    'columns',
    'year',
    'month',
    'day',
    'state',
    'rule',
    'do',
    'card',
    'sheet',
    'findings',
    'division',
  ],
  ...[
    'mode',
    'policy',
    'number',
    'from',
    'to',
    'to',
    '_data',
    'index',
    '_routes',
    'reply',
    'saved',
    'back',
    'basis',
    'zone',
    'indicator',
    'owner',
  ],
];
const TYPES = [
  ...['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data', 'multipart/form-data; boundary=', 'text/plain', ''],
  ...['multipart/form-data; boundary=edge', 'application/json; charset=gbk', 'image/jpeg', 'x', 'application/octet-stream', 'text/xml; ='],
];
const HEADERS: readonly (readonly [string, readonly string[]])[] = [
  ['Cookie', ['qn_session', 'qn_session=%00; qn_guest=%zz', '=;=;', 'qn_language=xx; qn_text=large', `qn_session=${'a'.repeat(4_000)}`]],
  ['Authorization', ['Bearer', 'Bearer x', 'Basic YTpi', `Bearer ${'a'.repeat(128)}`]],
  ['X-Forwarded-Host', ['a b', 'evil.example:99999', '[::', '']],
  ['X-Forwarded-Proto', ['javascript', 'https', ',']],
  ['X-Forwarded-For', ['::1, x', 'not an address', '999.1.1.1']],
  ['Origin', ['null', 'http://', 'data:,x', '://']],
  ['Sec-Fetch-Site', ['cross-site', 'same-origin', 'x']],
  ['Accept', ['*/*;q=', 'application/json', 'image/*', ',,,']],
  ['Accept-Encoding', ['br;q=x', 'gzip, deflate, br', '*;q=0']],
  ['Content-Encoding', ['gzip', 'deflate, x']],
  ['Range', ['bytes=0-', 'bytes=-1', 'bytes=9-1', 'x=1']],
  ['If-None-Match', ['"x"', '*']],
  ['If-Modified-Since', ['yesterday', 'Thu, 01 Jan 0000 00:00:00 GMT']],
  ['X-CSRF-Token', ['', 'x', 'ü']],
  ['X-HTTP-Method-Override', ['DELETE']],
  ['User-Agent', ['', 'x'.repeat(3_000), 'ü\u00ff']],
  ['Host', ['', 'a/b', 'x:y', '[::1]', 'evil.example']],
  ['Referer', ['x', 'http://[', '//']],
];
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND'];

export type Sent = { method: string; path: string; headers: Record<string, string>; body: Buffer | null };
/** What a person's requests carry when nothing is changed. */
export type Credentials = { headers: Record<string, string>; csrf: string };

/** The request of a case, changed in one to three places. */
export function mutated(random: Random, one: RouteCase, subject: Subject, who: Who, url: string, given: Credentials): Sent {
  const api = one.path(subject, who).startsWith('/api/v1/');
  const sent: Sent = { method: one.method, path: one.path(subject, who), headers: { ...given.headers }, body: null };
  let form = Object.entries(one.form?.(subject, who) ?? {}).flatMap(([name, value]) =>
    [value].flat().map((text) => [name, text] as [string, string]),
  );
  let json: unknown = one.json?.(subject, who);
  const asJson = json !== undefined ? !random.chance(0.05) : random.chance(0.04);
  const kinds = ['path', 'query', 'query', 'body', 'body', 'body', 'header', 'method', 'type'] as const;
  const late: (() => void)[] = [];
  for (let times = 1 + random.below(3); times > 0; times -= 1) {
    const kind = random.of(kinds);
    if (kind === 'path') sent.path = mutatedPath(random, sent.path, url);
    else if (kind === 'query') sent.path = withQuery(random, sent.path);
    else if (kind === 'method') sent.method = random.chance(0.3) ? random.of(METHODS) : sent.method;
    else if (kind === 'header') {
      const [name, values] = random.of(HEADERS);
      const value = random.of(values);
      late.push(() => Object.assign(sent.headers, { [name]: value }));
    } else if (kind === 'type') {
      const type = random.of(TYPES);
      if (random.chance(0.4)) late.push(() => Object.assign(sent.headers, { 'Content-Type': type }));
    } else if (asJson) json = mutatedJson(random, json ?? Object.fromEntries(form));
    else form = mutatedForm(random, form);
  }
  if (sent.method !== 'GET' && sent.method !== 'HEAD' && sent.method !== 'TRACE') {
    if (!api) sent.headers.Origin = url;
    if (asJson) {
      sent.headers['Content-Type'] = 'application/json';
      if (!api) sent.headers['X-CSRF-Token'] = given.csrf;
      sent.body = Buffer.from(random.chance(0.03) ? brokenJson(random) : (JSON.stringify(json ?? null) ?? ''));
    } else if (random.chance(0.15)) sent.body = multipart(random, sent, [['csrf', given.csrf], ...form]);
    else {
      sent.headers['Content-Type'] = 'application/x-www-form-urlencoded';
      sent.body = Buffer.from(String(new URLSearchParams([['csrf', given.csrf], ...form])));
    }
    if (random.chance(0.02)) sent.body = sent.body.subarray(0, random.below(sent.body.length + 1));
  }
  for (const change of late) change();
  return sent;
}

const escaped = (text: string): string =>
  [...Buffer.from(text.slice(0, 6_000))]
    .map((byte) => (/[\w.~-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, '0')}`))
    .join('');

function mutatedPath(random: Random, path: string, url: string): string {
  const [plain = '', ...query] = path.split('?');
  const rest = query.length > 0 ? `?${query.join('?')}` : '';
  const segments = plain.split('/');
  const at = 1 + random.below(Math.max(1, segments.length - 1));
  const replaced = (text: string): string => [...segments.slice(0, at), text, ...segments.slice(at + 1)].join('/');
  switch (random.below(9)) {
    case 0:
      return `${plain}.data${rest}`;
    case 1:
      return `${url}${path}`;
    case 2:
      return `${plain}/${escaped(random.of(HOSTILE))}${rest}`;
    case 3:
      return `${replaced(random.of(['%ED%A0%80', '%FF', '%', '%C0%80', '%2e%2e', '..', '.', '', '%2F', '%E2%80%8B', ';x', '%5C']))}${rest}`;
    case 4:
      return `/${path}`;
    case 5:
      return `/assets/${escaped(random.of(HOSTILE)).slice(0, 200)}${rest}`;
    default:
      return `${replaced(escaped(random.of(HOSTILE)))}${rest}`;
  }
}

function withQuery(random: Random, path: string): string {
  const value = random.chance(0.1) ? random.of(['%ED%A0%80', '%FF', '%', '%C0%80']) : escaped(random.of(HOSTILE));
  const names = [...QUERY, ...new URLSearchParams(path.split('?')[1] ?? '').keys()];
  const name = random.chance(0.05) ? escaped(random.of(HOSTILE)).slice(0, 200) : random.of(names);
  const [plain = '', ...query] = path.split('?');
  const kept = query
    .join('?')
    .split('&')
    .filter((pair) => pair !== '' && (random.chance(0.2) || !pair.startsWith(`${name}=`)));
  return `${plain}?${[...kept, `${name}=${value}`].join('&')}`;
}

function mutatedForm(random: Random, form: [string, string][]): [string, string][] {
  const at = random.below(Math.max(1, form.length));
  const name = form[at]?.[0] ?? random.of(['do', 'text', 'name', 'reason', 'revision', 'season']);
  switch (random.below(8)) {
    case 0:
      return form.filter((_, i) => i !== at);
    case 1:
      return [...form, [name, random.of(HOSTILE)]];
    case 2:
      return [...form, [random.chance(0.5) ? random.of(QUERY) : random.of(HOSTILE), random.of(HOSTILE)]];
    default:
      return form.length === 0 ? [[name, random.of(HOSTILE)]] : form.map(([key, text], i) => [key, i === at ? random.of(HOSTILE) : text]);
  }
}

/** A copy with one place changed: a value replaced, taken away or added. */
function mutatedJson(random: Random, value: unknown, depth = 0): unknown {
  const hostile = (): unknown => (random.chance(0.5) ? random.of(HOSTILE) : random.of(HOSTILE_JSON));
  if (typeof value === 'string' && depth > 0 && value.startsWith('{') && random.chance(0.5))
    return JSON.stringify(mutatedJson(random, JSON.parse(value)));
  if (value === null || typeof value !== 'object' || depth > 5 || random.chance(0.08)) return hostile();
  if (Array.isArray(value)) {
    const at = random.below(value.length + 1);
    return at === value.length ? [...value, hostile()] : value.map((one, i) => (i === at ? mutatedJson(random, one, depth + 1) : one));
  }
  const entries = Object.entries(value);
  const at = random.below(entries.length + 1);
  if (at === entries.length) return { ...value, [random.of(HOSTILE)]: hostile() };
  if (random.chance(0.1)) return Object.fromEntries(entries.filter((_, i) => i !== at));
  return Object.fromEntries(entries.map(([name, one], i) => [name, i === at ? mutatedJson(random, one, depth + 1) : one]));
}

function brokenJson(random: Random): string {
  return random.of([
    '',
    '{',
    'null',
    '"',
    '[1,',
    '{"a":1}x',
    '\ufeff{}',
    '\0',
    `${'['.repeat(90_000)}${']'.repeat(90_000)}`,
    `{"a":${'{"b":'.repeat(20_000)}1${'}'.repeat(20_001)}`,
  ]);
}

function multipart(random: Random, sent: Sent, fields: readonly (readonly [string, string])[]): Buffer {
  sent.headers['Content-Type'] = `multipart/form-data; boundary=edge${random.chance(0.05) ? '; charset=x' : ''}`;
  const fileName = random.of(['a.xlsx', 'a=b;c.xlsx', '户'.repeat(85), '', '../x', '\0.xlsx', 'n'.repeat(200_000), '"quoted".xlsx']);
  const named = (name: string) => name.replace(/["\r\n]/g, '_');
  const parts = fields.map(([name, value], at) => {
    const asFile = at > 0 && random.chance(0.2);
    return `--edge\r\nContent-Disposition: form-data; name="${named(name)}"${asFile ? `; filename="${fileName}"` : ''}\r\n\r\n${value}\r\n`;
  });
  if (random.chance(0.5)) {
    const field = random.of(['workbook', 'file', 'files', 'photo', 'document', 'package']);
    parts.push(
      `--edge\r\nContent-Disposition: form-data; name="${field}"; filename="${fileName}"\r\n` +
        `Content-Type: ${random.of(TYPES)}\r\n\r\nPK\u0003\u0004${random.of(HOSTILE)}\r\n`,
    );
  }
  return Buffer.from(`${parts.join('')}${random.chance(0.1) ? '' : '--edge--\r\n'}`);
}

export type Answered = { status: number; text: string; id?: string };

/** Sends exactly these bytes. Status 0: there was no answer. */
export function send(url: string, sent: Sent): Promise<Answered> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const headers: Record<string, string> = { ...sent.headers, ...(sent.body && { 'Content-Length': String(sent.body.length) }) };
    const request = httpRequest(
      { hostname, port, method: sent.method, path: sent.path, headers, timeout: 30_000, agent: false },
      (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            text: Buffer.concat(pieces).toString('utf8'),
            id: String(response.headers['x-request-id'] ?? ''),
          }),
        );
        response.on('error', (error) => resolve({ status: 0, text: String(error) }));
      },
    );
    request.on('timeout', () => request.destroy(new Error('no answer within 30 s')));
    request.on('error', (error) => resolve({ status: 0, text: String(error) }));
    request.end(sent.body ?? undefined);
  });
}
