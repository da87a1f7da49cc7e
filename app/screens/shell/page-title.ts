/**
 * What a route's `handle` says for the title of the window: a key of the words with its namespace, or a function of the
 * route's own data that answers the finished text. `export const handle = pageTitle('accounts:list.title')`.
 */
export type TitleHandle = { title: string | ((data: unknown) => string) };

export function pageTitle(title: TitleHandle['title']): TitleHandle {
  return { title };
}

export function hasTitle(handle: unknown): handle is TitleHandle {
  return typeof handle === 'object' && handle !== null && 'title' in handle;
}
