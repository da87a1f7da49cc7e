import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';

/** When the process started, in whatever unit the system gives; 'gone' for a process that does not run. */
export function startOfProcess(pid: number): string {
  if (!Number.isInteger(pid) || pid <= 0) return 'gone';
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The program's name, in brackets, may hold spaces: fields are counted from behind it. State, then 18 more.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' ? 'gone' : (fields[19] ?? 'gone');
    } catch {
      return 'gone';
    }
  }
  const started = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim();
  return started ? started.replaceAll(/\s+/g, '_') : 'gone';
}

/** Is this process the PostgreSQL server of this folder? A server's working directory is its data directory. */
export function isServerOf(pid: number, clusterData: string): boolean {
  if (startOfProcess(pid) === 'gone') return false;
  if (process.platform === 'linux') {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === clusterData;
    } catch {
      return false;
    }
  }
  const command = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
  return command.includes('postgres') && command.includes(clusterData);
}
