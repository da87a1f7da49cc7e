import type { LoaderFunctionArgs } from '@remix-run/node';

/** Answers every unknown address, so that a signed-in person keeps the navigation on the page that says so. */
export async function loader(_: LoaderFunctionArgs) {
  throw Response.json(null, { status: 404 });
}

export async function action() {
  throw Response.json(null, { status: 404 });
}

export default function NotFound() {
  return null;
}
