import 'i18next';
import type words from './words.zh-CN';

// A key that is not in the Chinese words does not compile.
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: typeof words;
    returnNull: false;
  }
}
