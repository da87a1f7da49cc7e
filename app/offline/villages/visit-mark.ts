import type { FieldVisit } from '~/domain/sync/protocol';

/** Identifies a visit with exactly this content. */
export const markOf = ({ id, contentHash }: Pick<FieldVisit, 'id' | 'contentHash'>): string => `${id} ${contentHash}`;
