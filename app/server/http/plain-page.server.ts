/** The page for requests refused before Remix runs (413, 429, 500 …): plain HTML, in either language, without internal details. */
import type { Language } from '~/domain/access/language';
import { translator } from '~/i18n/words.server';

export type PlainStatus = 400 | 403 | 404 | 413 | 429 | 500 | 503;

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

export function plainPage(
  language: Language,
  status: PlainStatus,
  details: { requestId: string; sentence?: string; limit?: number; minutes?: number },
): string {
  const { t } = translator(language);
  const values = { limit: details.limit ?? 0, minutes: details.minutes ?? 0 };
  const title = t(`common:errorPage.${status}.title`);
  // A sentence of its own also says what to do.
  const said = details.sentence
    ? [details.sentence]
    : [t(`common:errorPage.${status}.what`, values), t(`common:errorPage.${status}.now`, values)];
  return page(language, title, said, details.requestId);
}

/** The page in the place of a file that was refused. */
export function noFilePage(language: Language, { sentence, requestId }: { sentence: string; requestId: string }): string {
  return page(language, translator(language).t('common:errorPage.noFile'), [sentence], requestId);
}

function page(language: Language, title: string, said: readonly string[], requestId: string): string {
  const { t } = translator(language);
  return (
    `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, ` +
    `initial-scale=1"><title>${escaped(title)} · ${escaped(t('common:product'))}</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml"><link rel="stylesheet" href="/plain.css"></head>
<body><main>
<p class="product">${escaped(t('common:product'))}</p>
<h1>${escaped(title)}</h1>
${said.map((sentence) => `<p>${escaped(sentence)}</p>`).join('\n')}
<p><a href="/">${escaped(t('common:errorPage.home'))}</a></p>
<p class="small">${escaped(t('common:errorPage.number', { number: requestId }))}</p>
</main></body>
</html>`
  );
}
