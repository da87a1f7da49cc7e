/** A client like many phones and proxies, which sends its whole request before it reads the first byte of the answer. */
import { once } from 'node:events';
import { connect } from 'node:net';

/** Sends these bytes, with POST unless told otherwise, and returns the answer's head and body. Rejects when the connection breaks. */
export async function sendThenRead(
  url: string,
  path: string,
  headers: Record<string, string>,
  body: Buffer,
  method = 'POST',
): Promise<string> {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  const broken = new Promise<never>((_resolve, reject) => socket.once('error', reject));
  const lines = Object.entries({ Host: host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  const exchange = async () => {
    await once(socket, 'connect');
    await new Promise<void>((resolve) =>
      socket.write(Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`), body]), () => resolve()),
    );
    let answer = '';
    for await (const chunk of socket) {
      answer += (chunk as Buffer).toString('latin1');
      if (isWhole(answer)) break;
    }
    return Buffer.from(answer, 'latin1').toString('utf8');
  };
  try {
    return await Promise.race([exchange(), broken]);
  } finally {
    socket.destroy();
  }
}

function isWhole(answer: string): boolean {
  const end = answer.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const length = /^content-length: (\d+)/im.exec(answer.slice(0, end));
  return length ? answer.length >= end + 4 + Number(length[1]) : answer.endsWith('\r\n0\r\n\r\n');
}
