import { readdirSync, readFileSync } from 'node:fs';
import type { BrowserContext } from 'playwright-core';

/** Kills every process of the browser that uses this folder at once, like a battery that dies. */
export async function killBrowser(context: BrowserContext, folder: string): Promise<void> {
  const gone = new Promise<void>((resolve) => void context.once('close', () => resolve()));
  for (const pid of processesOver(folder)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended together with its parent.
    }
  }
  await gone;
}

/** The processes of the browser that name this folder. */
function processesOver(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`--user-data-dir=${folder}`);
      } catch {
        return false;
      }
    });
}
