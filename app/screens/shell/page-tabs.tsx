import { Link } from '@remix-run/react';

/** Links to the pages of one subject at the same place. `below`: the page shown is not the chosen one itself but lies below it. */
export function PageTabs({
  label,
  pages,
  chosen,
  below = false,
}: {
  label: string;
  pages: readonly { key: string; name: string; to: string }[];
  chosen: string;
  below?: boolean;
}) {
  return (
    <nav aria-label={label} className="no-print -mx-4 -mt-2 mb-4 overflow-x-auto border-b border-line px-4 desk:-mx-6 desk:px-6">
      <ul className="flex gap-1">
        {pages.map(({ key, name, to }) => (
          <li key={key} className="shrink-0">
            <Link
              to={to}
              aria-current={key === chosen && !below ? 'page' : undefined}
              className={`flex min-h-target items-center whitespace-nowrap border-b-2 px-2.5 no-underline
                ${key === chosen ? 'border-action font-semibold text-action-dark' : 'border-transparent text-ink hover:text-action'}`}
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
