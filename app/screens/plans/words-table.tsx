import type { TableWords } from '~/i18n/plan-words';
import { ScrollingBox } from '~/screens/shared/scrolling-box';

/** A table whose words are made already. */
export function WordsTable({ table }: { table: TableWords }) {
  const { title, columns, rows } = table;
  const align = (at: number) => (columns[at]!.number ? 'text-right tabular-nums' : 'text-left');
  return (
    <div className="mt-3">
      <p className="mb-1 text-small font-medium">{title}</p>
      <ScrollingBox className="overflow-auto" label={title}>
        <table className="w-full border-collapse text-small">
          <thead>
            <tr>
              {columns.map(({ heading }, at) => (
                <th
                  key={heading}
                  scope="col"
                  className={`whitespace-nowrap border border-line bg-page px-2 py-1 font-semibold ${align(at)}`}
                >
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.join('|')}>
                {row.map((text, at) => (
                  <td key={columns[at]!.heading} className={`whitespace-nowrap border border-line px-2 py-1 ${align(at)}`}>
                    {text}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollingBox>
    </div>
  );
}
