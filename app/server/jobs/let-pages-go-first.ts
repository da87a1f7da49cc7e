import { setPriority } from 'node:os';

/** On a machine with much else to do long work goes on all the same. */
const NICE = 5;

/** Lets the pages have the processor before a process that does long work. */
export function letPagesGoFirst(pid: number): void {
  try {
    setPriority(pid, NICE);
  } catch {
    // it has ended already
  }
}
