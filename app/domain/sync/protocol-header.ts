/**
 * Every answer of ours to a phone carries it (protocol.ts). It has its own file because a page needs it before it loads any
 * schema.
 */
export const PROTOCOL_HEADER = 'X-Field-Data';
