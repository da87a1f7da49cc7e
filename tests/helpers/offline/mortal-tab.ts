import type { DeviceStore } from '~/offline/store/device-store';

/**
 * A browser tab that can be killed at any point where its code waits. What had reached the disk or the server stays; the
 * waiting code never continues.
 */
export class MortalTab {
  private left = Infinity;
  private fall!: () => void;
  private readonly end = new Promise<void>((resolve) => (this.fall = resolve));
  dead = false;

  /** Runs it and kills the tab at the nth waiting point from now. Returns whether it was killed. */
  async liveThrough(points: number | null, work: () => Promise<unknown>): Promise<'done' | 'killed'> {
    this.left = points ?? Infinity;
    await Promise.race([work(), this.end]);
    this.left = Infinity;
    return this.dead ? 'killed' : 'done';
  }

  /** A step that leaves the tab, to the disk or to the server. */
  async waitFor<T>(work: () => Promise<T>): Promise<T> {
    await this.pass();
    const result = await work();
    await this.pass();
    return result;
  }

  private pass(): Promise<void> {
    this.left -= 1;
    if (!this.dead && this.left >= 0) return Promise.resolve();
    this.dead = true;
    this.fall();
    return new Promise(() => undefined);
  }

  storeOver(store: DeviceStore): DeviceStore {
    return {
      get: (table, id) => this.waitFor(() => store.get(table, id)),
      accounts: () => this.waitFor(() => store.accounts()),
      of: (table, account) => this.waitFor(() => store.of(table, account)),
      write: (changes) => this.waitFor(() => store.write(changes)),
      change: (table, id, change) => this.waitFor(() => store.change(table, id, change)),
      close: () => store.close(),
    };
  }
}
