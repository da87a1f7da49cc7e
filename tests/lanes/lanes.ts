import { existsSync, readFileSync } from 'node:fs';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { nameOf, SECONDS } from './seconds';

/** The assumed time of a file that was not measured or takes little. */
const FEW_SECONDS = 2;
const BROWSER = 'browser';
const DATABASE = ['full', 'own-process'];

/**
 * Three workers, of which one has a browser, because a second would compete for the cores; when only files with a browser are left, two
 * have one, because one alone leaves a core idle. The files are ordered by their last measured times (seconds.json), the longest first, so
 * that all workers are busy to the end. A file with a browser is scheduled when the one before it should be done (browser-turn.ts lets no
 * third one begin).
 */
export class Lanes extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const measured = existsSync(SECONDS) ? (JSON.parse(readFileSync(SECONDS, 'utf8')) as Record<string, number>) : {};
    const secondsOf = ({ moduleId }: TestSpecification) => measured[nameOf(moduleId)] ?? FEW_SECONDS;
    const of = (names: string[]) => files.filter(({ project }) => names.includes(project.name)).sort((a, b) => secondsOf(b) - secondsOf(a));
    const [browsers, others] = [of([BROWSER]), of(DATABASE)];
    const sorted = files.filter(({ project }) => ![BROWSER, ...DATABASE].includes(project.name));
    const workerFreeAt = [0, 0, 0];
    const browserFreeAt = [0, 0];
    while (browsers.length + others.length > 0) {
      const now = Math.min(...workerFreeAt);
      const turn = others.length === 0 ? browserFreeAt.indexOf(Math.min(...browserFreeAt)) : 0;
      const lane = browsers.length > 0 && (browserFreeAt[turn]! <= now || others.length === 0) ? browsers : others;
      const file = lane.shift()!;
      const end = (lane === browsers ? Math.max(now, browserFreeAt[turn]!) : now) + secondsOf(file);
      if (lane === browsers) browserFreeAt[turn] = end;
      workerFreeAt[workerFreeAt.indexOf(now)] = end;
      sorted.push(file);
    }
    return sorted;
  }
}
