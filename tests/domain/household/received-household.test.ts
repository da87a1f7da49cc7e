import { expect, test } from 'vitest';
import { contentOfReceived, mightBeSame, phoneNumberOf, runningOf } from '~/domain/household/received-household';
import { shortNumber } from '~/domain/household/short-number';

const ID = '0b0f8d5c-0d0c-4a53-9c46-6e3d1c9f0a11';
const there = (head: string, address: string | null, sameIdNumber = false) => ({ head, address, sameIdNumber });

test('a phone’s number is shown without what makes it unique', () => {
  const number = phoneNumberOf(1, ID);
  expect(runningOf(number)).toBe(1);
  expect(shortNumber(number, '140602001001')).toBe('手机01');
  expect(runningOf('140602001001B0001')).toBeNull();
});

test('might be the same: by the ID, by name and door, or by the name while nobody has said that it is another', () => {
  const said = { head: '张三', address: '3排8号', sameHead: true };
  expect(mightBeSame(said, there('张 三', '３排 8号'))).toBe(true);
  expect(mightBeSame(said, there('张三', '3排9号'))).toBe(false);
  expect(mightBeSame({ ...said, sameHead: false }, there('张三', '3排9号'))).toBe(true);
  expect(mightBeSame(said, there('李四', '3排8号'))).toBe(false);
  expect(mightBeSame(said, there('李四', '1排1号', true))).toBe(true);
});

test('the same content whatever its blanks and widths; another door, another content', () => {
  const one = {
    village: '140602001001',
    head: '冯晓',
    address: '村西 1',
    residence: 'resident' as const,
    phone: '13803490000',
    idNumber: '',
  };
  expect(contentOfReceived({ ...one, head: '冯 晓', address: '村西１', phone: '138 0349 0000' })).toBe(contentOfReceived(one));
  expect(contentOfReceived({ ...one, address: '村东1' })).not.toBe(contentOfReceived(one));
});
