/** A county has hundreds of villages. A native select, grouped by township, finds one by typing. */
export function VillageChoice({
  label,
  villages,
  chosen,
}: {
  label: string;
  villages: readonly { code: string; name: string; township: string }[];
  chosen: string;
}) {
  const townships = [...new Set(villages.map((village) => village.township))];
  return (
    <div>
      <label htmlFor="field-village" className="mb-1 block font-medium">
        {label}
      </label>
      <select id="field-village" name="village" defaultValue={chosen} className="field-box">
        <option value="" />
        {townships.map((township) => (
          <optgroup key={township} label={township}>
            {villages
              .filter((village) => village.township === township)
              .map((village) => (
                <option key={village.code} value={village.code}>
                  {village.name}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
    </div>
  );
}
