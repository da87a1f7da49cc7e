/** A thin bar with its figures: 132/235. The bar only illustrates the figures. */
export function Progress({ done, total, label, unit = '' }: { done: number; total: number; label: string; unit?: string }) {
  const share = total > 0 ? Math.min(100, (done / total) * 100) : 0;
  return (
    <div>
      <div className="flex items-baseline justify-between gap-2 text-small">
        <span className="text-ink-soft">{label}</span>
        <span className="tabular-nums">
          {done.toLocaleString('en-US')}/{total.toLocaleString('en-US')}
          {unit}
        </span>
      </div>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuenow={done}
        aria-valuemin={0}
        aria-valuemax={total}
        className="mt-1 h-1 overflow-hidden rounded-full bg-line"
      >
        <div className="h-1 bg-action" style={{ width: `${share}%` }} />
      </div>
    </div>
  );
}
