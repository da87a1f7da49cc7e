/**
 * One sentence of the summary: a key of i18n survey `summary.*` and what goes into it. Values that are keys of an enumeration carry
 * its name, so that the words come from one place; lists are joined by the language.
 */
export type SummarySentence = {
  key: string;
  params?: Record<string, SummaryParam>;
  /** A problem the reviewer will look for; shown with its mark. */
  attention?: boolean;
};
export type SummaryParam = number | string | { list: string; keys: readonly string[] };

export function say(key: string, params?: Record<string, SummaryParam>, attention?: boolean): SummarySentence {
  return { key, ...(params && { params }), ...(attention && { attention }) };
}

/** The words of a list's keys. */
export function wordsOf(list: string, keys: readonly string[]): SummaryParam {
  return { list, keys };
}
