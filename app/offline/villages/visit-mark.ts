import type { FieldVisit } from '~/domain/sync/protocol';

/** A visit with its very content. */
export const markOf = ({ id, contentHash }: Pick<FieldVisit, 'id' | 'contentHash'>): string => `${id} ${contentHash}`;
