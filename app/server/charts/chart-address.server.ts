import { createHmac, timingSafeEqual } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type Bars, barsHeight, type ChartPicture, type ChartWidth, WIDTHS } from '~/reports/charts/bars';

/**
 * The picture's address says what is drawn, so that drawing asks nothing and the page does not carry the drawing twice, as markup and as
 * data. The proof is ours alone: nobody else can have our server draw figures.
 */
export function chartPicture(bars: Bars | null, secret: string): ChartPicture | null {
  if (bars === null) return null;
  const drawn = deflateRawSync(JSON.stringify(bars)).toString('base64url');
  return {
    address: `/chart?${new URLSearchParams({ bars: drawn, proof: proofOf(drawn, secret) })}`,
    heights: { wide: barsHeight(bars, 'wide'), narrow: barsHeight(bars, 'narrow') },
  };
}

/** What an address asks to be drawn; null where it is not one of ours. */
export function askedChart(parameters: URLSearchParams, secret: string): { bars: Bars; width: ChartWidth } | null {
  const [drawn, proof, width] = [parameters.get('bars') ?? '', parameters.get('proof') ?? '', parameters.get('width') ?? ''];
  const [given, due] = [Buffer.from(proof), Buffer.from(proofOf(drawn, secret))];
  if (given.length !== due.length || !timingSafeEqual(given, due) || !Object.hasOwn(WIDTHS, width)) return null;
  return { bars: JSON.parse(inflateRawSync(Buffer.from(drawn, 'base64url')).toString()) as Bars, width: width as ChartWidth };
}

function proofOf(drawn: string, secret: string): string {
  return createHmac('sha256', secret).update(`chart ${drawn}`).digest('base64url');
}
