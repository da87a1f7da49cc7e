/** 语言: Chinese first, English complete. */
export const LANGUAGES = ['zh-CN', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];
export const DEFAULT_LANGUAGE: Language = 'zh-CN';

export function isLanguage(text: unknown): text is Language {
  return typeof text === 'string' && (LANGUAGES as readonly string[]).includes(text);
}

/** The language of a stored or sent value; Chinese for anything unknown. */
export function languageOf(text: unknown): Language {
  return isLanguage(text) ? text : DEFAULT_LANGUAGE;
}
