/** A thin bar with its figures: 132/235. The bar only illustrates the figures. */
export function Progress({ done, total, label, unit = '' }: { done: number; total: number; label: string; unit?: string }) {
  const share = total > 0 ? Math.min(100, (done / total) * 100) : 0;
  return (
    <div className="progress">
      <p>
        <span>{label}</span>
        <b>{`${done.toLocaleString('en-US')}/${total.toLocaleString('en-US')}${unit}`}</b>
      </p>
      <div role="progressbar" aria-label={label} aria-valuenow={done} aria-valuemin={0} aria-valuemax={total}>
        <div style={{ width: `${share}%` }} />
      </div>
    </div>
  );
}
