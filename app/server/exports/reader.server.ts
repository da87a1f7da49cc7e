import { AsyncLocalStorage } from 'node:async_hooks';

const readers = new AsyncLocalStorage<AbortSignal>();

/** Makes a file for a reader; `signal` is aborted when the reader goes. */
export function whileReaderThere<T>(signal: AbortSignal, make: () => Promise<T>): Promise<T> {
  return readers.run(signal, make);
}

/** Aborted when nobody waits any more for the file that is being made; nothing where a file is made otherwise. */
export function readerGone(): AbortSignal | undefined {
  return readers.getStore();
}
