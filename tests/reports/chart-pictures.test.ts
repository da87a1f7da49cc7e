import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Bars } from '~/reports/charts/bars';
import { drawBars } from '~/reports/charts/draw-bars.server';
import { askedChart, chartPicture } from '~/server/charts/chart-address.server';

const SECRET = 'of-this-server-and-of-no-other-one';
const BARS: Bars = {
  axis: '改造完成户（户）',
  rows: ['北城街道', '小平易乡 <&>'],
  series: [
    { name: '燃气', colour: '#e69f00', values: [12, 0] },
    { name: '集中供热', colour: '#004c86', pattern: 'rising', values: [3, 40] },
  ],
};
const asked = (address: string, secret = SECRET) => askedChart(new URL(address, 'http://here').searchParams, secret);
const changed = (address: string, name: string, value: string): string => {
  const url = new URL(address, 'http://here');
  url.searchParams.set(name, value);
  return url.href;
};

test('an address says what its page wanted drawn, in the width asked for', () => {
  const { address, heights } = chartPicture(BARS, SECRET)!;
  for (const width of ['wide', 'narrow'] as const) {
    expect(asked(`${address}&width=${width}`)).toEqual({ bars: BARS, width });
    expect(drawBars(BARS, width)).toContain(`height="${heights[width]}"`);
  }
  expect(chartPicture(null, SECRET)).toBeNull();
});

test('nothing else is drawn: other figures, another server, no width', () => {
  const address = `${chartPicture(BARS, SECRET)!.address}&width=wide`;
  const other = deflateRawSync(JSON.stringify({ ...BARS, rows: ['别处', '别处'] })).toString('base64url');
  expect(asked(address)).not.toBeNull();
  expect(asked(changed(address, 'bars', other))).toBeNull();
  expect(asked(changed(address, 'bars', ''))).toBeNull();
  expect(asked(changed(address, 'proof', ''))).toBeNull();
  expect(asked(changed(address, 'proof', 'x'.repeat(43)))).toBeNull();
  expect(asked(changed(address, 'proof', '证'.repeat(43)))).toBeNull();
  expect(asked(address, `${SECRET}!`)).toBeNull();
  for (const width of ['', 'constructor', '620']) expect(asked(changed(address, 'width', width))).toBeNull();
});
