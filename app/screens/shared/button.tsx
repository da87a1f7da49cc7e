import { Link } from '@remix-run/react';
import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Icon, type IconName } from './icon';

type Look = 'main' | 'plain' | 'quiet' | 'danger';

/** The base style of a button; buttons are not printed. */
const BASE =
  'no-print inline-flex min-h-target items-center justify-center gap-1.5 rounded border px-4 py-1 text-body font-medium no-underline ' +
  'disabled:cursor-not-allowed disabled:opacity-60';
const LOOKS: Record<Look, string> = {
  main: 'border-action bg-action text-white hover:border-action-dark hover:bg-action-dark',
  plain: 'border-line-strong bg-paper text-ink hover:bg-page',
  quiet: 'border-transparent bg-transparent px-2 text-action hover:bg-action-wash',
  danger: 'border-danger bg-paper text-danger hover:bg-danger-wash',
};

type Common = { look?: Look; icon?: IconName; wide?: boolean; children: ReactNode };

function classes({ look = 'plain', wide }: Pick<Common, 'look' | 'wide'>, more = ''): string {
  return `${BASE} ${LOOKS[look]} ${wide ? 'w-full' : ''} ${more}`;
}

export function Button({
  look,
  icon,
  wide,
  children,
  className,
  type = 'submit',
  ...rest
}: Common & ButtonHTMLAttributes<HTMLButtonElement>) {
  return (
    <button type={type} className={classes({ look, wide }, className)} {...rest}>
      {icon && <Icon name={icon} size={18} />}
      {children}
    </button>
  );
}

/**
 * A link that looks like a button: it opens an address and changes nothing. `download`: a file, which the server sends as an attachment, so
 * that the page stays as it is; the sentence of a refusal is shown in its place, which the attribute of that name would prevent.
 */
export function ButtonLink({
  to,
  look,
  icon,
  wide,
  children,
  download,
  stay,
  className,
}: Common & { to: string; download?: boolean /** The page stays where it is scrolled to. */; stay?: boolean; className?: string }) {
  const content = (
    <>
      {icon && <Icon name={icon} size={18} />}
      {children}
    </>
  );
  if (download)
    return (
      <a href={to} className={classes({ look, wide }, className)}>
        {content}
      </a>
    );
  return (
    <Link to={to} preventScrollReset={stay} className={classes({ look, wide }, className)}>
      {content}
    </Link>
  );
}
