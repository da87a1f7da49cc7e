/**
 * An answer may go out before the request has arrived whole: too large, not allowed, signed out. A browser sends all it
 * has before it reads, and a connection that is closed with bytes unread takes the answer with it, so the rest is taken
 * and thrown away. Only so much of it: whoever goes on sending is cut off.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

export function discardUnread(request: IncomingMessage, response: ServerResponse, limitBytes: number): void {
  // Before Node's own listener, which would throw the rest away without an end.
  response.prependListener('finish', () => {
    if (request.complete || request.destroyed) return;
    let bytes = 0;
    // Whoever began to read by hand has gone; a listener of theirs would hold the stream still.
    request.removeAllListeners('readable');
    request.on('error', () => undefined); // the sender may leave
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > limitBytes) request.socket.destroy();
    });
    request.read(0); // marks it as being read
    request.resume();
  });
}
