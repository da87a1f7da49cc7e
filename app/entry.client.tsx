import { RemixBrowser } from '@remix-run/react';
import { StrictMode, startTransition } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { languageOf } from '~/domain/access/language';
import { loadTranslator } from '~/i18n/words.browser';
import { latePartsOfPage } from '~/screens/shared/late-part';

/**
 * Waits for the data that the page brings along. Remix decodes it in its first rendering, which throws a promise for so long. React
 * already listens then, and a press at that moment would break the rendering off for good (React error 345): the page would stay
 * without scripts. Called before React listens, it throws the promise here.
 */
async function pageData(): Promise<void> {
  try {
    RemixBrowser({});
  } catch (decoded) {
    await decoded;
  }
}

async function hydrate() {
  const [i18n] = await Promise.all([loadTranslator(languageOf(document.documentElement.lang)), latePartsOfPage(), pageData()]);
  startTransition(() => {
    hydrateRoot(
      document,
      <StrictMode>
        <I18nextProvider i18n={i18n}>
          <RemixBrowser />
        </I18nextProvider>
      </StrictMode>,
    );
  });
}

void hydrate();
