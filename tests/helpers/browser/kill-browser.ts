import { readdirSync, readFileSync } from 'node:fs';
import type { BrowserContext } from 'playwright-core';

/** As the battery ends: every process of the browser over this folder, at once, in the middle of whatever it does. */
export async function killBrowser(context: BrowserContext, folder: string): Promise<void> {
  const gone = new Promise<void>((resolve) => void context.once('close', () => resolve()));
  for (const pid of processesOver(folder)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It went with its parent.
    }
  }
  await gone;
}

/** The browser's processes that name this folder as theirs. */
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
