import type { LinksFunction } from '@remix-run/node';
import { Links, Meta, Outlet, Scripts, ScrollRestoration, useMatches, useRouteLoaderData } from '@remix-run/react';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { DeskContext } from '~/screens/shell/desk-context';
import { DeskPage } from '~/screens/shell/desk-page';
import { ErrorScreen } from '~/screens/shell/error-screen';
import { useNonce } from '~/screens/shell/nonce';
import { hasTitle } from '~/screens/shell/page-title';
import { UnsentForms } from '~/screens/shell/unsent-form';
import { useViewer, type Viewer, ViewerProvider } from '~/screens/shell/viewer';
import { requestContext } from '~/server/http/context.server';
import stylesheet from '~/styles/app.css?url';

export const links: LinksFunction = () => [
  { rel: 'stylesheet', href: stylesheet },
  { rel: 'icon', href: '/favicon.svg', type: 'image/svg+xml' },
];

export async function loader() {
  const { language, largeText, csrfToken, person } = requestContext();
  const viewer: Viewer = {
    language,
    largeText,
    csrfToken,
    person: person && { name: person.name, username: person.username, role: person.role, divisions: person.divisionNames },
  };
  return viewer;
}

const NOBODY: Viewer = { language: 'zh-CN', largeText: false, csrfToken: '', person: null };

export function Layout({ children }: { children: ReactNode }) {
  const nonce = useNonce();
  // Undefined when the root's own loader failed; the error page must be shown then too.
  const viewer = useRouteLoaderData<typeof loader>('root') ?? NOBODY;
  // The language currently shown, even when the account's language was just changed elsewhere.
  const { i18n } = useTranslation('common');
  return (
    <html lang={i18n.language} data-text={viewer.largeText ? 'large' : undefined}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="theme-color" content="#ffffff" />
        <title>{useWindowTitle()}</title>
        <Meta />
        <Links />
      </head>
      <body>
        <ViewerProvider viewer={viewer}>
          <DeskContext.Provider value={DeskPage}>{children}</DeskContext.Provider>
        </ViewerProvider>
        <ScrollRestoration nonce={nonce} />
        <Scripts nonce={nonce} />
      </body>
    </html>
  );
}

/** The window title: that of the innermost route with a title, followed by the product's name. */
function useWindowTitle(): string {
  const { t } = useTranslation('common');
  const titled = useMatches().filter((candidate) => hasTitle(candidate.handle));
  const match = titled[titled.length - 1];
  const product = t('product');
  if (!match || !hasTitle(match.handle)) return product;
  const { title } = match.handle;
  return `${typeof title === 'function' ? title(match.data) : t(title as never)} · ${product}`;
}

export default function App() {
  // Marks that the scripts have taken over, for tests and for styles that wait for it.
  useEffect(() => {
    document.documentElement.dataset.hydrated = 'true';
  }, []);
  const viewer = useViewer();
  return <UnsentForms username={viewer.person?.username ?? null}>{(key) => <Outlet key={key} />}</UnsentForms>;
}

export function ErrorBoundary() {
  return <ErrorScreen />;
}
