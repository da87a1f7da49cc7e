/** Which test files get a second look: a browser or a machine that was busy for a moment must not decide about a whole change. */
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

/** More than this many failed files are the fault of the change, or of the machine. */
const MOST_FILES = 3;

type Report = { testResults: { name: string; status: string }[] };

/**
 * The files that failed in a run, by Vitest's JSON report of it, as paths in the project; none when the run has no report
 * (it crashed, or its files could not be found), when nothing in a file failed (an error outside the tests) or when more
 * than three files did.
 */
export function filesToLookAtAgain(reportFile: string): string[] {
  if (!existsSync(reportFile)) return [];
  const { testResults } = JSON.parse(readFileSync(reportFile, 'utf8')) as Report;
  const failed = [...new Set(testResults.filter(({ status }) => status === 'failed').map(({ name }) => relative('.', name)))];
  return failed.length > MOST_FILES ? [] : failed;
}
