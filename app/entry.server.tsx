import { buffer } from 'node:stream/consumers';
import type { EntryContext, HandleErrorFunction } from '@remix-run/node';
import { isRouteErrorResponse, RemixServer } from '@remix-run/react';
import type { i18n as I18n } from 'i18next';
import { renderToPipeableStream } from 'react-dom/server';
import { I18nextProvider } from 'react-i18next';
import type { Language } from '~/domain/access/language';
import { translator } from '~/i18n/words.server';
import { NonceContext } from '~/screens/shell/nonce';
import { requestContext } from '~/server/http/context.server';
import { loggableError } from '~/server/http/log.server';
import { limitGoneOver } from '~/server/http/sent/request-body.server';
import { wholeCharacters } from '~/server/http/whole-characters.server';

/**
 * The translator of a language without properties of its own: every component that translates copies all own properties of what the
 * provider gives it, which took a tenth of the time of a page.
 */
const light = (language: Language): I18n => Object.create(translator(language)) as I18n;

/**
 * Renders the whole page before the first byte is sent. Pages are small, and the status is then the right one. It is sent in one piece:
 * what is compressed piece by piece is a tenth larger.
 */
export default function handleRequest(request: Request, status: number, headers: Headers, remix: EntryContext): Promise<Response> {
  const { nonce, language, log, requestId } = requestContext();
  return new Promise((resolve, reject) => {
    let failed = false;
    const { pipe, abort } = renderToPipeableStream(
      <I18nextProvider i18n={light(language)}>
        <NonceContext.Provider value={nonce}>
          <RemixServer context={remix} url={request.url} nonce={nonce} />
        </NonceContext.Provider>
      </I18nextProvider>,
      {
        nonce,
        onAllReady() {
          const page = wholeCharacters();
          headers.set('Content-Type', 'text/html; charset=utf-8');
          buffer(page).then((body) => resolve(new Response(body, { headers, status: failed ? 500 : status })), reject);
          pipe(page);
        },
        onShellError: reject,
        onError(error) {
          failed = true;
          log.error({ requestId, error: loggableError(error) }, 'rendering failed');
        },
      },
    );
    request.signal.addEventListener('abort', () => abort());
  });
}

/** Logs bugs after filtering their messages; errors caused by the browser or a person are not logged. */
export const handleError: HandleErrorFunction = (error, { request }) => {
  if (request.signal.aborted || isRouteErrorResponse(error) || limitGoneOver(error) !== null) return;
  const { log, requestId } = requestContext();
  log.error({ requestId, error: loggableError(error) }, 'a route failed');
};
