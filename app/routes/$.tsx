import type { LoaderFunctionArgs } from '@remix-run/node';

/** Every address that is none of ours, so that the page which says so stands in the person's own surroundings. */
export async function loader(_: LoaderFunctionArgs) {
  throw Response.json(null, { status: 404 });
}

export async function action() {
  throw Response.json(null, { status: 404 });
}

export default function NotFound() {
  return null;
}
