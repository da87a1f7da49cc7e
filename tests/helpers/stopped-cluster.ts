import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { inject } from 'vitest';

/** Puts a migrated cluster into an empty data directory: copying one takes a tenth of making one. No server runs on it. */
export function copyCluster(dataDirectory: string): void {
  // With its owners: the cluster belongs to the server's user.
  execFileSync('cp', ['-a', `${inject('stoppedCluster')}/.`, dataDirectory]);
  chmodSync(dataDirectory, 0o711);
}
