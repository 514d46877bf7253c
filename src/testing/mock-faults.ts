/** The menu of what a model service can do wrong, for the mock provider. Knows nothing of who calls. */

/** Whether the mock writes the call to its bill: what it bills, it has worked for. */
export const mockFaults = {
  /** Status and headers, then nothing. */
  silence: { billed: true },
  /** One byte a second. */
  drip: { billed: true },
  /** The connection ends inside a UTF-8 character. */
  'cut-utf8': { billed: true },
  /** The body ends, properly, inside the JSON. */
  'cut-json': { billed: true },
  'no-usage': { billed: true },
  'negative-usage': { billed: true },
  'huge-usage': { billed: true },
  /** `{"error": …}` with status 200. */
  'error-after-200': { billed: false },
  /** A login page of a proxy, with status 200. */
  html: { billed: false },
  /** 200 KB that unpack to 200 MB. */
  'gzip-bomb': { billed: true },
  /** A valid answer of 10 MB in one line. */
  'long-line': { billed: true },
  'no-choices': { billed: true },
  /** The answer is whole, but was stopped by the output limit. */
  length: { billed: true },
  'content-filter': { billed: true },
  '429': { billed: false },
  /** 429 because the account is used up, which waiting does not mend. */
  quota: { billed: false },
  '400': { billed: false },
  /** 401; the body repeats the key that was sent. */
  '401': { billed: false },
  '500': { billed: false },
  '503': { billed: false },
  /** To another host. */
  redirect: { billed: false },
  /** The connection is reset before the request was looked at. */
  reset: { billed: false },
  /** The connection is reset after the work was done. */
  'reset-after': { billed: true },
} as const satisfies Readonly<Record<string, { readonly billed: boolean }>>;

export type MockFault = keyof typeof mockFaults;
