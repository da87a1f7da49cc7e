/**
 * 备份不含什么 (docs/definitions.md#backup): tables whose rows stay behind. Everything else is in, whatever tables there are.
 *
 * Who is signed in: a session or token that was ended after the backup would live again in the restored register, so everybody
 * signs in anew. How often somebody tried: it is over by then.
 */
const LEFT_OUT: readonly string[] = ['session', 'api_token', 'rate_limit'];

export function isLeftOut(table: string): boolean {
  return LEFT_OUT.includes(table);
}
