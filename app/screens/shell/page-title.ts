/**
 * The window title in a route's `handle`: a key of the words with its namespace, or a function that returns the finished text
 * from the route's data. `export const handle = pageTitle('accounts:list.title')`.
 */
export type TitleHandle = { title: string | ((data: unknown) => string) };

export function pageTitle(title: TitleHandle['title']): TitleHandle {
  return { title };
}

export function hasTitle(handle: unknown): handle is TitleHandle {
  return typeof handle === 'object' && handle !== null && 'title' in handle;
}
