/** Starts the field app: what the browser can do, who works on this phone, and then the pages. */
import { StrictMode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { type Language, languageOf } from '~/domain/access/language';
import { loadFieldTranslator } from '~/i18n/field-words.browser';
import { askToPersist, lacking, storageState, unfit } from '~/offline/store/phone-storage';
import type { StartScreenProps } from '~/screens/field/start-screen';
import { type Begun, findWhoWorksHere, readThisPhone } from './begin';
import { type Field, FieldState } from './field-context';
import { keepServiceWorker, letNewVersionTakeOver } from './keep-service-worker';
import { isLargeText, showText } from './large-text';
import '~/styles/app.css';

const root: Root = createRoot(document.getElementById('app')!);
const state = new FieldState();

let asked = 0;

/** Draws a page when its parts have come, unless another was asked for meanwhile. */
async function show(language: Language, comes: React.ReactNode | Promise<React.ReactNode>): Promise<void> {
  const mine = ++asked;
  const [i18n, page] = await Promise.all([loadFieldTranslator(language), comes]);
  if (mine !== asked) return;
  document.documentElement.lang = language;
  document.title = i18n.t('field:title');
  root.render(
    <StrictMode>
      <I18nextProvider i18n={i18n}>{page}</I18nextProvider>
    </StrictMode>,
  );
  document.documentElement.dataset.hydrated = 'true';
}

/** A phone that has its villages never needs this page, so it comes when it is shown. */
const showStart = (props: StartScreenProps, language: Language = 'zh-CN') =>
  show(
    language,
    import('~/screens/field/start-screen').then(({ StartScreen }) => <StartScreen {...props} />),
  );

async function begin(): Promise<void> {
  showText(isLargeText());
  const missing = lacking();
  if (missing) return showStart({ at: 'unfit', why: missing });
  const reading = readThisPhone();
  reading.catch(() => undefined);
  const [why] = await Promise.all([unfit(), letNewVersionTakeOver()]);
  if (why) return showStart({ at: 'unfit', why });
  const pages = import('./app');
  keepServiceWorker(state);
  let begun: Begun;
  try {
    begun = await findWhoWorksHere(
      reading,
      new URLSearchParams(location.search).get('as'),
      (taking, language) => void showStart({ at: 'taking', taking }, language),
    );
  } catch {
    return showStart({ at: 'unfit', why: 'private' });
  }
  if (begun.at === 'locked') return (await (await pages).locked()).showLocked(begun, show);
  if (begun.at !== 'ready') return showStart(begun);
  const { phone, server } = begun;
  const [{ App }, language] = [await pages, languageOf(phone.session.language)];
  let stands = () => {};
  const drawn = new Promise<void>((resolve) => (stands = resolve));
  // Sending and reading receipts start after the first page is drawn.
  const sender = drawn.then(() => import('./sender')).then(({ startSending }) => startSending(phone, server, state));
  const field: Field = { phone, state, server, send: async (refresh) => (await sender).now(refresh) };
  await show(language, <App field={field} />);
  await firstPageDrawn();
  stands();
  // Loads the page that is probably opened next, while the person looks at the list.
  void sender.then(() => import('./household-page')).catch(() => undefined);
  window.addEventListener('online', () => state.set({ online: true }));
  window.addEventListener('offline', () => state.set({ online: false }));
  await askToPersist();
  state.set({ storage: await storageState() });
}

/** A hidden tab draws nothing, so a short wait replaces it there. */
const firstPageDrawn = () =>
  new Promise<void>((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve, 0));
    setTimeout(resolve, 1_000);
  });

void begin();
