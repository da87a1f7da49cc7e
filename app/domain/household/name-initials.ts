/**
 * 姓名首字母: the first letters of a name in pinyin, lower case, so that 张建国 is found by “zjg”. A surname is read as a surname (单 is
 * shan, 曾 zeng, 解 xie). Other characters stay as typed, without blanks and dots.
 */
import { pinyin } from 'pinyin-pro';
import { comparableName } from '../text/clean-text';

export function nameInitials(name: string): string {
  return spelled(name, { pattern: 'first', separator: '' });
}

/** 姓名拼音: the name in pinyin, lower case without tones, a blank between syllables, ü as v: 高小云 → gao xiao yun. */
export function namePinyin(name: string): string {
  return spelled(name, { pattern: 'pinyin', separator: ' ' }).replace(/ü/g, 'v');
}

function spelled(name: string, how: { pattern: 'first' | 'pinyin'; separator: string }): string {
  return pinyin(comparableName(name).replace(/·/g, ''), {
    toneType: 'none',
    surname: 'head',
    nonZh: 'consecutive',
    type: 'string',
    ...how,
  }).toLowerCase();
}
