/** What the web layer must know of its environment. scripts/serve/start.ts reads it from the environment, a test passes it in. */
export interface WebSettings {
  readonly sessionSecret: string;
  readonly dataDir: string;
  /** True for `npm run dev`: Vite serves the files and errors show where they happened. */
  readonly development: boolean;
  /** Shows the demonstration accounts on the sign-in page; only `npm run demo` sets it. */
  readonly demo: boolean;
  /** Express' "trust proxy": 'loopback', a number of proxies, addresses, or false. */
  readonly trustProxy: string | number | false;
  /** The address people use (PUBLIC_URL), when it is known. Forms may come from its pages whatever host the proxy reports. */
  readonly publicUrl: string | undefined;
  /** Opens /metrics to another machine (METRICS_TOKEN); without it they are read on this machine alone. */
  readonly metricsToken?: string;
  /** After how many days without the server a phone asks for the password (PHONE_PASSWORD_DAYS). */
  readonly phonePasswordDays?: number;
  /** Bytes of an ordinary form. Uploads have their own limit. */
  readonly formLimitBytes: number;
  readonly uploadLimitBytes: number;
}

/** People wait for pages, so a statement of the app that takes longer than this is an error. */
export const PAGE_STATEMENT_TIMEOUT_MS = 60_000;
export const FORM_LIMIT_BYTES = 1_000_000;
export const UPLOAD_BODY_LIMIT_BYTES = 100_000_000;
