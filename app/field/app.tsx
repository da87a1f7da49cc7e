import { useMemo } from 'react';
import { createBrowserRouter, Outlet, RouterProvider, redirect, ScrollRestoration } from 'react-router-dom';
import { placeKept } from '~/screens/households/last-list';
import { StripContext, WarningContext } from '~/screens/shell/phone-page';
import { type Viewer, ViewerProvider } from '~/screens/shell/viewer';
import { type Field, FieldProvider, useFieldState, usePhone } from './field-context';
import { isLargeText } from './large-text';
import { VillagePage, VillagesPage } from './list-pages';
import { ClockWarning, Strip } from './strip';
import { Unknown } from './unknown-page';

/** From here, because what it shares with the pages is there already. */
export const locked = () => import('./later/locked');

/**
 * The pages of the phone under /field, with the same addresses as on the server. Pages that the list does not need are loaded
 * later.
 */
export function App({ field }: { field: Field }) {
  const router = useMemo(
    () =>
      createBrowserRouter(
        [
          {
            element: <Frame />,
            errorElement: <Unknown />,
            children: [
              { index: true, loader: () => redirect('/villages') },
              { path: 'villages', Component: VillagesPage },
              { path: 'villages/:code', Component: VillagePage },
              { path: 'villages/:code/add', lazy: async () => (await import('./later/add-page')).addPage(field) },
              { path: 'households/:number', lazy: async () => (await import('./household-page')).householdRoute(field) },
              { path: 'households/:number/report', lazy: async () => (await import('./later/report-page')).reportPage(field) },
              { path: 'households/:number/visit', lazy: () => import('./visit-page') },
              { path: 'households/:number/visit/closure', lazy: async () => (await import('./closure/closure-page')).closurePage(field) },
              { path: 'checks/:id', lazy: async () => (await import('./later/check-page')).checkPage() },
              { path: 'todo', lazy: async () => (await import('./todo-page')).todoRoute() },
              { path: 'outbox', lazy: async () => (await import('./outbox-page')).outboxRoute() },
              { path: 'me', lazy: async () => (await import('./me-page')).meRoute() },
              { path: 'password', lazy: async () => (await import('./account/password-page')).passwordRoute(field) },
              { path: 'complaint', lazy: async () => (await import('./account/complaint-page')).complaintRoute(field) },
              { path: 'sign-in', lazy: async () => (await import('./account/sign-in-page')).signInRoute(field) },
              { path: '*', Component: Unknown },
            ],
          },
        ],
        { basename: '/field' },
      ),
    [field],
  );
  return (
    <FieldProvider value={field}>
      <RouterProvider router={router} />
    </FieldProvider>
  );
}

function Frame() {
  const phone = usePhone();
  useFieldState();
  const { session } = phone;
  const viewer: Viewer = {
    language: session.language,
    largeText: isLargeText(),
    csrfToken: '',
    person: {
      name: session.name,
      username: session.username,
      role: 'cadre',
      divisions: session.villages.map(({ code, name }) => ({ code, name, level: 'village' })),
    },
  };
  return (
    <ViewerProvider viewer={viewer}>
      <WarningContext.Provider value={<ClockWarning />}>
        <StripContext.Provider value={<Strip />}>
          <Outlet />
          <ScrollRestoration getKey={placeKept} />
        </StripContext.Provider>
      </WarningContext.Provider>
    </ViewerProvider>
  );
}
