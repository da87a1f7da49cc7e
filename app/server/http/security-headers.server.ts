import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * The headers of every answer. Scripts run only from our own files or with the nonce of this one response.
 * `style-src-attr 'unsafe-inline'` is needed because the width of a column or a progress bar, the colour of a mode and the names of a
 * table's columns on a phone are `style` attributes; a <style> element or a foreign sheet is still refused. Development
 * alone lets Vite insert its styles and open its socket.
 */
export function securityHeaders(development: boolean): RequestHandler {
  const withNonce = (_request: unknown, response: unknown): string => `'nonce-${(response as { locals: { nonce: string } }).locals.nonce}'`;
  const build = (https: boolean) =>
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'self'"],
          scriptSrc: ["'self'", withNonce],
          styleSrc: development ? ["'self'", "'unsafe-inline'"] : ["'self'"],
          styleSrcAttr: ["'unsafe-inline'"],
          imgSrc: ["'self'", 'data:', 'blob:'],
          fontSrc: ["'self'"],
          connectSrc: development ? ["'self'", 'ws:'] : ["'self'"],
          workerSrc: ["'self'"],
          manifestSrc: ["'self'"],
          objectSrc: ["'none'"],
          baseUri: ["'none'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
          ...(https ? { upgradeInsecureRequests: [] } : {}),
        },
      },
      strictTransportSecurity: https ? { maxAge: 31_536_000, includeSubDomains: false } : false,
      referrerPolicy: { policy: 'same-origin' },
      crossOriginEmbedderPolicy: false,
      xFrameOptions: { action: 'deny' },
    });
  const plain = build(false);
  const secure = build(true);
  return (request, response, next) => {
    response.setHeader('Permissions-Policy', 'camera=(self), geolocation=(self), microphone=(), payment=()');
    return (request.secure ? secure : plain)(request, response, next);
  };
}
