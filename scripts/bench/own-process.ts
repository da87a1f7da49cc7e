/** A step of a benchmark in a process of its own, so that memory is the step's alone. */
import { fork } from 'node:child_process';
import { basename } from 'node:path';

export type MeasuredStep<Step extends string> = {
  step: Step;
  households: number;
  seconds: number;
  cpuSeconds: number;
  peakMegabytes: number;
  bytes: number;
};

/** With it the peak shows what the work needs and not what a lazy collector leaves. */
export const HEAP_MEGABYTES = 256;

/** Runs `file` with these arguments and resolves to what it sends. Rejects when it fails or sends nothing. */
export function inOwnProcess<Sent>(file: string, args: string[], env: NodeJS.ProcessEnv, heapMegabytes?: number): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const heap = heapMegabytes ? [`--max-old-space-size=${heapMegabytes}`] : [];
    const child = fork(file, args, { execArgv: [...heap, '--import', 'tsx'], env });
    let sent: { value: Sent } | undefined;
    child.on('message', (message) => (sent = { value: message as Sent }));
    child.once('exit', (code) =>
      sent && code === 0 ? resolve(sent.value) : reject(new Error(`${basename(file)} ${args[0]} ended with ${code}`)),
    );
  });
}

/** What is under way, beside the figures. */
export const tell = (line: string) => void process.stderr.write(`  ${line}\n`);

/** In the step's process: does the work, which says how many bytes it made, and measures this process. */
export async function measuredHere<Step extends string>(
  step: Step,
  households: number,
  work: () => Promise<number>,
): Promise<MeasuredStep<Step>> {
  const start = performance.now();
  const bytes = await work();
  const { user, system } = process.cpuUsage();
  return {
    step,
    households,
    bytes,
    seconds: (performance.now() - start) / 1000,
    cpuSeconds: (user + system) / 1e6,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
  };
}

export const lineOf = ({ step, households, seconds, cpuSeconds, peakMegabytes, bytes }: MeasuredStep<string>): string =>
  `${step.padEnd(8)} ${households} 户: ${seconds.toFixed(1)} s, CPU ${cpuSeconds.toFixed(1)} s, ` +
  `峰值 / peak ${peakMegabytes.toFixed(0)} MB, ${(bytes / 1e6).toFixed(1)} MB`;
