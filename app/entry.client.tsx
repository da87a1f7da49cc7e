import { RemixBrowser } from '@remix-run/react';
import { StrictMode, startTransition } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { languageOf } from '~/domain/access/language';
import { loadTranslator } from '~/i18n/words.browser';
import { latePartsOfPage } from '~/screens/shared/late-part';

async function hydrate() {
  const [i18n] = await Promise.all([loadTranslator(languageOf(document.documentElement.lang)), latePartsOfPage()]);
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
