import { Presets, SingleBar } from 'cli-progress';

/** The interval between plain lines: a log shows that work goes on without growing too long. */
const LINE_EVERY_MS = 5000;

/**
 * How far a command is: a bar on a terminal, otherwise a line at the start, every few seconds and at the end. It shows one task
 * at a time; beginning the next ends the one before.
 */
export class Progress {
  private bar: SingleBar | undefined;
  private current: { label: string; total: number; done: number } | undefined;
  private lastLine = 0;

  constructor(private readonly out: NodeJS.WriteStream) {}

  /** `total` 0: the number is not known beforehand. */
  begin(label: string, total = 0): void {
    this.end();
    this.current = { label, total, done: 0 };
    if (this.out.isTTY) {
      const format = total > 0 ? `${label} {bar} {percentage} % {value}/{total}` : `${label} {value}`;
      this.bar = new SingleBar({ format, stream: this.out, hideCursor: true, clearOnComplete: false, fps: 5 }, Presets.shades_classic);
      this.bar.start(total, 0);
    } else {
      this.line();
    }
  }

  /** `done` counts from the beginning of the task, not from the last call. */
  reach(done: number): void {
    if (!this.current) return;
    this.current.done = done;
    this.bar?.update(done);
    if (!this.bar && Date.now() - this.lastLine >= LINE_EVERY_MS) this.line();
  }

  end(): void {
    if (!this.current) return;
    if (this.bar) this.bar.stop();
    else if (this.current.done > 0) this.line();
    this.bar = undefined;
    this.current = undefined;
  }

  /** Writes something else without breaking the bar. */
  interrupt(write: () => void): void {
    const { current } = this;
    if (!this.bar || !current) {
      write();
      return;
    }
    this.bar.stop();
    this.bar = undefined;
    write();
    this.begin(current.label, current.total);
    this.reach(current.done);
  }

  private line(): void {
    if (!this.current) return;
    const { label, total, done } = this.current;
    const amount = total > 0 ? ` ${done}/${total} (${Math.floor((100 * done) / total)} %)` : done > 0 ? ` ${done}` : '';
    this.lastLine = Date.now();
    this.out.write(`${label}${amount}\n`);
  }
}
