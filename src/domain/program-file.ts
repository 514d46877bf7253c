/** Finds the files of this program that are started or loaded by name. Knows none of them. */

/**
 * The module at `name`, a path below `src` without extension: `.ts` in a checkout, `.js` in the package. This file stands one folder below
 * that root; so does the bundle of the command line, into which it is copied.
 */
export function programFile(name: string): URL {
  const { url } = import.meta;
  return new URL(`../${name}${url.slice(url.lastIndexOf('.'))}`, url);
}
