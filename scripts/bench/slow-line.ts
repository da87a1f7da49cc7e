/** A line of 1 Mbit/s with a round trip of 100 ms before a server. Pages, scripts and data share it. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export const LINE = { bytesPerMs: 125, oneWayMs: 50 };

export type SlowLine = { url: string; bytes: number; cut: boolean; stop(): Promise<void> };

export async function slowLine(to: string): Promise<SlowLine> {
  const target = new URL(to);
  const sockets = new Set<Socket>();
  const direction = () => {
    let freeAt = 0;
    return (bytes: number): { sentAfter: number; arrivesAfter: number } => {
      const now = performance.now();
      freeAt = Math.max(freeAt, now) + bytes / LINE.bytesPerMs;
      return { sentAfter: freeAt - now, arrivesAfter: freeAt - now + LINE.oneWayMs };
    };
  };
  const [up, down] = [direction(), direction()];
  const line: SlowLine = { url: '', bytes: 0, cut: false, stop: async () => undefined };

  function pass(from: Socket, into: Socket, over: typeof up, count: boolean): void {
    from.on('data', (chunk: Buffer) => {
      if (count) line.bytes += chunk.length;
      const { sentAfter, arrivesAfter } = over(chunk.length);
      from.pause();
      setTimeout(() => from.resume(), sentAfter);
      setTimeout(() => into.write(chunk), arrivesAfter);
    });
    from.on('end', () => setTimeout(() => into.end(), over(0).arrivesAfter));
    for (const event of ['error', 'close'] as const) from.on(event, () => setTimeout(() => into.destroy(), over(0).arrivesAfter));
  }

  const server = createServer((near) => {
    if (line.cut) return void near.destroy();
    const far = connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('close', () => sockets.delete(socket));
    }
    // Opening a connection takes one round trip.
    near.pause();
    setTimeout(() => near.resume(), 2 * LINE.oneWayMs);
    pass(near, far, up, false);
    pass(far, near, down, true);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  line.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  line.stop = () =>
    new Promise((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
  return line;
}
