import { afterEach, beforeEach, expect } from 'vitest';

/**
 * A warning or an error on the console fails the test that caused it, unless the test declared it with `expectConsole`.
 * Warnings of React and the drivers are bugs, and a test that expects one must say so.
 */
const written: string[] = [];
let declared: RegExp[] = [];

export function expectConsole(pattern: RegExp): void {
  declared.push(pattern);
}

for (const level of ['warn', 'error'] as const) {
  const print = console[level].bind(console);
  console[level] = (...parts: unknown[]) => {
    const text = parts.map((part) => (part instanceof Error ? (part.stack ?? part.message) : String(part))).join(' ');
    if (declared.some((pattern) => pattern.test(text))) return;
    written.push(`console.${level}: ${text}`);
    print(...parts);
  };
}

beforeEach(() => {
  declared = [];
});

afterEach(() => {
  const unexpected = written.splice(0);
  expect(unexpected, 'written to the console without being declared by expectConsole()').toEqual([]);
});
