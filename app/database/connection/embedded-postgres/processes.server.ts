import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';

/** When the process started, in whatever unit the system gives; 'gone' when no such process runs. */
export function startOfProcess(pid: number): string {
  if (!Number.isInteger(pid) || pid <= 0) return 'gone';
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The program's name stands in brackets and may hold spaces, so fields are counted after it: the state, then 18 more.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' ? 'gone' : (fields[19] ?? 'gone');
    } catch {
      return 'gone';
    }
  }
  const started = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim();
  return started ? started.replaceAll(/\s+/g, '_') : 'gone';
}

/** Whether this process is the PostgreSQL server of this folder. A server's working directory is its data directory. */
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
