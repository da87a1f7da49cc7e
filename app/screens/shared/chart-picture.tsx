import { type ChartPicture as Chart, type ChartWidth, WIDTHS } from '~/reports/charts/bars';

/** The picture of a chart in the width of the screen (`tablet` begins at 40em). `alt` says what it shows; a table has the figures. */
export function ChartPicture({ chart, alt }: { chart: Chart; alt: string }) {
  const address = (width: ChartWidth) => `${chart.address}&width=${width}`;
  return (
    <picture>
      <source media="(min-width: 40em), print" srcSet={address('wide')} width={WIDTHS.wide} height={chart.heights.wide} />
      <img src={address('narrow')} width={WIDTHS.narrow} height={chart.heights.narrow} alt={alt} className="h-auto w-full" />
    </picture>
  );
}
