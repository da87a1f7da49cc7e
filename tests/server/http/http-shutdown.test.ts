import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startApp } from '../../helpers/app';
import { freshDatabase } from '../../helpers/database';
import { accountWith, WebClient } from '../../helpers/web-client';

describe('an orderly end', () => {
  it('finishes what has begun, takes nothing new, and leaves with success', async () => {
    const db = await freshDatabase();
    await accountWith(db, { username: 'admin', password: 'warm-2021-home', role: 'admin', divisions: ['14'] });
    const app = await startApp({ db });
    const browser = new WebClient(app.url);
    const csrf = await browser.token('/sign-in');
    const { hostname, port, host } = new URL(app.url);
    const body = new URLSearchParams({ csrf, username: 'admin', password: 'warm-2021-home' }).toString();
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    const ended = once(socket, 'close');
    socket.write(
      `POST /sign-in HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${app.url}\r\nCookie: qn_guest=${browser.cookie('qn_guest')}\r\n` +
        `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 10)}`,
    );
    // Once the app has answered a later request, it has certainly received the head of the earlier one.
    await browser.get('/healthz');
    const stopped = app.stop();
    await expect
      .poll(() =>
        fetch(`${app.url}/healthz`).then(
          () => 'answered',
          () => 'refused',
        ),
      )
      .toBe('refused');
    socket.write(body.slice(10));
    await stopped;
    await ended;
    expect(answer).toMatch(/^HTTP\/1\.1 302 Found/);
    expect(answer).toContain('qn_session=');
    expect(app.process.exitCode).toBe(0);
    expect(app.logged().join('\n')).not.toContain('connections were cut');
    expect((await db.pool.query('SELECT 1 FROM session')).rowCount).toBe(1);
  });
});
