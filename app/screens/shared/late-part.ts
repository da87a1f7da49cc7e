import { type ComponentType, lazy } from 'react';

type Loaded<P> = { default: ComponentType<P> };

const loads: (() => Promise<unknown>)[] = [];

/**
 * A part of a screen that is loaded after the rest, like React's `lazy`; but on a page that the server drew, it is loaded before
 * the scripts take over (`latePartsOfPage`). Otherwise a press that reaches it in between makes React draw it anew.
 */
export function latePart<P>(load: () => Promise<Loaded<P>>) {
  let loaded: Loaded<P> | null = null;
  const keep = async () => (loaded = await load());
  loads.push(keep);
  // React asks a promise only once a tick later, so what is there already answers by itself.
  return lazy<ComponentType<P>>(() => (loaded === null ? keep() : (answersAtOnce(loaded) as Promise<Loaded<P>>)));
}

function answersAtOnce<T>(value: T): PromiseLike<T> {
  // biome-ignore lint/suspicious/noThenProperty: it stands for a promise that is kept already.
  return { then: (kept) => kept?.(value) as never };
}

/**
 * Loads what the server drew of them: React marks it in the page by a comment. One that does not come over a bad line keeps nothing
 * else back; React asks for it again.
 */
export async function latePartsOfPage(): Promise<void> {
  const comments = document.createNodeIterator(document.body, NodeFilter.SHOW_COMMENT);
  for (let comment = comments.nextNode(); comment; comment = comments.nextNode())
    if (comment.nodeValue === '$') return void (await Promise.allSettled(loads.map((load) => load())));
}
