/**
 * An answer may go out before the whole request has arrived (too large, not allowed, signed out). A browser sends everything
 * before it reads, and closing a connection with unread bytes loses the answer. The rest is therefore read and thrown away, up
 * to a limit; beyond it the connection is cut.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

export function discardUnread(request: IncomingMessage, response: ServerResponse, limitBytes: number): void {
  // This listener comes before Node's own, which would throw the rest away without a limit.
  response.prependListener('finish', () => {
    if (request.complete || request.destroyed) return;
    let bytes = 0;
    // A listener left by a reader that has stopped would hold the stream still.
    request.removeAllListeners('readable');
    request.on('error', () => undefined); // the sender may disconnect
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > limitBytes) request.socket.destroy();
    });
    request.read(0); // marks the request as being read
    request.resume();
  });
}
