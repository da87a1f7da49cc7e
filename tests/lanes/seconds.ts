import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';

/** How long the files took when last measured; those below three seconds are left out. */
export const SECONDS = join(import.meta.dirname, 'seconds.json');
const LEAST = 3;

/** tests/server/upkeep/kill.test.ts is server/upkeep/kill. */
export const nameOf = (file: string): string => /\/tests\/(.*)\.test\.tsx?$/.exec(file)?.[1] ?? file;

/** Writes seconds.json. Run `npm run test:seconds` on an otherwise idle machine. */
export default class WriteSeconds implements Reporter {
  onTestRunEnd(files: readonly TestModule[]): void {
    const seconds = files
      .map((file): [string, number] => {
        const { collectDuration, duration } = file.diagnostic();
        return [nameOf(file.moduleId), Math.round((collectDuration + duration) / 1000)];
      })
      .filter(([, one]) => one >= LEAST)
      .sort(([a, first], [b, second]) => second - first || a.localeCompare(b));
    writeFileSync(SECONDS, `${JSON.stringify(Object.fromEntries(seconds), null, 2)}\n`);
  }
}
