import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { BrowserContext } from 'playwright-core';

/**
 * Kills every process of the browser that uses this folder at once, like a battery that dies, until none is left, because the
 * parent may have started one more child.
 */
export async function killBrowser(context: BrowserContext, folder: string): Promise<void> {
  const gone = new Promise<void>((resolve) => void context.once('close', () => resolve()));
  for (let pids = processesOver(folder); pids.length > 0; pids = processesOver(folder)) {
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended together with its parent.
      }
    }
    await pause(5);
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
