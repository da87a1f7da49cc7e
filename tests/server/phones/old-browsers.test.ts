import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { tooNewInScript, tooNewInStyle } from '../../helpers/browser/old-browser';

/** Uses that look newer than Chrome 87 but do no harm. Each must occur in the build, so that the list does not get too long. */
const HARMLESS: Record<string, string> = {
  ':has': 'lets a long table begin on the page of its title, on paper alone',
  // The script checks for it before using it.
  'URL.canParse': 'zod takes new URL() without it',
  '.startViewTransition()': 'the router draws without it',
  '.skipTransition()': 'of a transition that was begun',
  reportError: 'React says it on the console without it',
  setImmediate: 'never was in a browser; React takes a MessageChannel',
  // Methods of libraries that have the name of a newer browser method.
  '.createContext()': 'React',
  '.destroy()': 'Workbox, a strategy',
  '.format()': 'i18next',
  '.handle()': 'i18next, the router and Workbox',
  '.install()': 'Workbox',
  '.override()': 'zod',
  '.run()': 'zod, a schema',
  '.use()': 'i18next, a plugin',
  '.when()': 'zod, a check',
  // The browser falls back to the next family of the list.
  'font-family: ui-monospace': 'Tailwind',
};

test('what is built runs on browsers of the Chrome 87 class: syntax, functions and styles', async () => {
  const client = join(inject('build'), 'client');
  const files = (readdirSync(client, { recursive: true }) as string[]).filter((name) => /\.(js|css)$/.test(name));
  expect(files.length).toBeGreaterThan(50);
  const found = new Map<string, string>();
  for (const name of files) {
    const code = readFileSync(join(client, name), 'utf8');
    for (const one of name.endsWith('.css') ? tooNewInStyle(code) : tooNewInScript(code)) found.set(one, name);
  }
  expect([...found].filter(([one]) => !(one in HARMLESS))).toEqual([]);
  expect(Object.keys(HARMLESS).filter((one) => !found.has(one))).toEqual([]);
});

test.each([
  ['const last = list.at(-1);', ['.at()']],
  ['const own = Object.hasOwn(draft, "typed") && structuredClone(draft);', ['Object.hasOwn', 'structuredClone']],
  ['const id = crypto.randomUUID(), id2 = self.crypto.randomUUID();', ['.randomUUID()', 'crypto.randomUUID']],
  [
    'fetch(url, { signal: AbortSignal.timeout(1000) }); list.findLast(is); list.toSorted();',
    ['.findLast()', '.toSorted()', 'AbortSignal.timeout'],
  ],
  [
    'class Kept { static rows = 1; #own = 2; static { Kept.rows = 3; } has(other) { return #own in other; } }',
    ['syntax: #name in', 'syntax: static {}'],
  ],
  ['const words = await load();', ['syntax: await at the top']],
  ['const years = /(?<year>[0-9]{4})/d;', ['syntax: /d']],
  ['import words from "./words.json" with { type: "json" };', ['syntax: Unexpected token (1:33)']],
  [
    'const safe = typeof structuredClone === "function"; a ??= b?.c ?? 1_000; text.replaceAll("a", "b"); Promise.any([a]); [1].flat(); ' +
      'const structuredCopy = (at) => at.at;',
    [],
  ],
])('sees what a script asks for: %s', (code, found) => {
  expect(tooNewInScript(code)).toEqual(found);
});

test.each([
  ['.card:has(input:checked), .card:is(.a, .b) { color: red }', [':has', ':is']],
  ['.page { min-height: 100dvh; aspect-ratio: 1; accent-color: red; inset: 0; gap: 4px }', ['accent-color', 'aspect-ratio', 'dvh']],
  [
    '@layer base { a { color: color-mix(in srgb, red, blue) } } @container (min-width: 1px) { a { color: red } }',
    ['@container', '@layer', 'color-mix()'],
  ],
  ['a { color: red; &:hover { color: blue } }', ['nesting']],
  ['@media (width >= 600px) { a { overflow: clip } }', ['@media (<)', 'overflow: clip']],
  [
    'a:focus-visible { width: clamp(1px, 2vw, 3px); inset: 0; margin-inline: 1px } @page { size: A4 } @media print { a { color: red } ' +
      '} .\\32xl\\:has-1 { top: 0 }',
    [],
  ],
])('sees what a style asks for: %s', (code, found) => {
  expect(tooNewInStyle(code)).toEqual(found);
});
