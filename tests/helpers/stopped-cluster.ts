import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { inject } from 'vitest';

/** Copies a migrated cluster into an empty data directory, which takes a tenth of the time of making one. No server runs on it. */
export function copyCluster(dataDirectory: string): void {
  // Copied with its owners, because the cluster belongs to the server's user.
  execFileSync('cp', ['-a', `${inject('stoppedCluster')}/.`, dataDirectory]);
  chmodSync(dataDirectory, 0o711);
}
