import { existsSync } from 'node:fs';

/** Debian's build without the frame around the page; it needs a quarter less of the processor than the whole browser does. */
const SHELL = '/usr/bin/chromium-headless-shell';

/** Debian's Chromium, as every test starts it. */
export const CHROMIUM = process.env.CHROMIUM ?? (existsSync(SHELL) ? SHELL : '/usr/bin/chromium');

export const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
