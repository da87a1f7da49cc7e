/** The squares of a QR code. The only file that knows qrcode-generator. */
import qrcode from 'qrcode-generator';

const SHORT = /^[0-9A-Z $%*+\-./:]+$/;

/** Each row of squares as a text of 0 and 1; with a quarter of it damaged it can still be read. */
export function qrRows(text: string): string[] {
  const code = qrcode(0, 'Q');
  if (SHORT.test(text)) code.addData(text, 'Alphanumeric');
  // The library takes each character of such a text as one byte.
  else code.addData(Buffer.from(text, 'utf8').toString('latin1'), 'Byte');
  code.make();
  const side = Array.from({ length: code.getModuleCount() }, (_, at) => at);
  return side.map((row) => side.map((column) => (code.isDark(row, column) ? '1' : '0')).join(''));
}
