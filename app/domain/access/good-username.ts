/** 账号怎样算可用: 2 to 64 letters (of any script), digits and . _ - @; nothing that could be mistyped unseen, such as a space. */
export function isGoodUsername(text: string): boolean {
  return /^[\p{L}\p{N}._@-]{2,64}$/u.test(text) && text === text.normalize('NFC');
}
