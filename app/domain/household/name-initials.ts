/**
 * 姓名首字母: the first letters of a name in pinyin, lower case, so that 张建国 is found by “zjg”. A surname is read as a surname (单 is
 * shan, 曾 zeng, 解 xie). Other characters stay as typed, without blanks and dots.
 */
import { pinyin } from 'pinyin-pro';

export function nameInitials(name: string): string {
  return pinyin(name.normalize('NFKC').replace(/[\s·•.]/g, ''), {
    pattern: 'first',
    toneType: 'none',
    surname: 'head',
    nonZh: 'consecutive',
    type: 'string',
    separator: '',
  }).toLowerCase();
}
