import { type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** How long the rest of a request that cannot be read is let in and dropped. */
const LETS_IN_MS = 2_000;

/**
 * Answers what is no HTTP, or has more header than the server reads. The rest of it is let in and dropped for a moment: a connection that
 * is closed over unread bytes is reset, and a reset takes the answer away before the sender has read it.
 */
export function answerUnreadable(server: Server): void {
  const answered = new WeakSet<Duplex>();
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // The parser says the same of every further piece.
    if (answered.has(socket)) return;
    answered.add(socket);
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const status = STATUS[error.code ?? ''] ?? 400;
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    socket.resume();
    setTimeout(() => socket.destroy(), LETS_IN_MS).unref();
  });
}

/** By Node's code of the error; the other codes say that it is no HTTP. */
const STATUS: Record<string, number> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};
