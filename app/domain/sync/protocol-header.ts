/** Every answer of ours to a phone carries it (protocol.ts). By itself, because a page needs it before it needs any schema. */
export const PROTOCOL_HEADER = 'X-Field-Data';
