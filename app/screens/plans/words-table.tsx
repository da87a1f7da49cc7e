import type { TableWords } from '~/i18n/plan-words';
import { ScrollingBox } from '~/screens/shared/scrolling-box';

/** A table whose words are made already. */
export function WordsTable({ table }: { table: TableWords }) {
  const { title, columns, rows } = table;
  const align = (at: number) => (columns[at]!.number ? 'number' : undefined);
  return (
    <div className="mt-3">
      <p className="mb-1 text-small font-medium">{title}</p>
      <ScrollingBox className="overflow-auto" label={title}>
        <table className="words-table">
          <thead>
            <tr>
              {columns.map(({ heading }, at) => (
                <th key={heading} scope="col" className={align(at)}>
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.join('|')}>
                {row.map((text, at) => (
                  <td key={columns[at]!.heading} className={align(at)}>
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
