/**
 * 谁打包: the levels whose records go to another instance as one package (docs/package.md). A township's and a village's go with their
 * county's.
 */
export const PACKED_LEVELS: ReadonlySet<string> = new Set(['province', 'city', 'county']);
