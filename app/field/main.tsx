/** The field app begins here: what the browser can do, who works on this phone, and then the pages. */
import { StrictMode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { languageOf, type Language } from '~/domain/access/language';
import { loadFieldTranslator } from '~/i18n/field-words.browser';
import { askToPersist, storageState, unfit } from '~/offline/phone-storage';
import { StartScreen, type StartScreenProps } from '~/screens/field/start-screen';
import { keepServiceWorker, letNewVersionTakeOver } from './keep-service-worker';
import { findWhoWorksHere, type Begun } from './begin';
import { FieldState, type Field } from './field-context';
import { isLargeText, showText } from './large-text';
import '~/styles/app.css';

const root: Root = createRoot(document.getElementById('app')!);
const state = new FieldState();

async function show(language: Language, page: React.ReactNode): Promise<void> {
  const i18n = await loadFieldTranslator(language);
  document.documentElement.lang = language;
  document.title = i18n.t('field:title');
  root.render(<StrictMode><I18nextProvider i18n={i18n}>{page}</I18nextProvider></StrictMode>);
  document.documentElement.dataset.hydrated = 'true';
}

const showStart = (props: StartScreenProps, language: Language = 'zh-CN') => show(language, <StartScreen {...props} />);

async function begin(): Promise<void> {
  showText(isLargeText());
  const why = await unfit();
  if (why) return showStart({ at: 'unfit', why });
  await letNewVersionTakeOver();
  keepServiceWorker(state);
  let begun: Begun;
  try {
    begun = await findWhoWorksHere(new URLSearchParams(location.search).get('as'), (taking, language) => void showStart({ at: 'taking', taking }, language));
  } catch {
    return showStart({ at: 'unfit', why: 'private' });
  }
  if (begun.at !== 'ready') return showStart(begun);
  const { phone, server } = begun;
  // The sending, and with it the reading of receipts, comes after the first page is drawn.
  const [{ App }, language] = [await import('./app'), languageOf(phone.session.language)];
  const sender = import('./sender').then(({ startSending }) => startSending(phone, server, state));
  const field: Field = { phone, state, server, send: async (refresh) => (await sender).now(refresh) };
  await show(language, <App field={field} />);
  window.addEventListener('online', () => state.set({ online: true }));
  window.addEventListener('offline', () => state.set({ online: false }));
  await askToPersist();
  state.set({ storage: await storageState() });
}

void begin();
