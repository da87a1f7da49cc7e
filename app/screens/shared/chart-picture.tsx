import { WIDTHS } from '~/reports/charts/bars';

/** The picture of a chart in the width of the screen. `alt` says what it shows; a table has the figures. */
export function ChartPicture({ chart, alt }: { chart: { address: string; heights: { wide: number; narrow: number } }; alt: string }) {
  const address = (width: keyof typeof WIDTHS) => `${chart.address}&width=${width}`;
  return (
    <picture>
      <source media="(min-width: 40em), print" srcSet={address('wide')} width={WIDTHS.wide} height={chart.heights.wide} />
      <img src={address('narrow')} width={WIDTHS.narrow} height={chart.heights.narrow} alt={alt} className="h-auto w-full" />
    </picture>
  );
}
