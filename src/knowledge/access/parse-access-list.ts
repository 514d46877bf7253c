/** The text of an `_acl.yaml` → an access list. Expands no alias and builds no object from it; does not know where the file stands. */
import type { Node, ParsedNode, YAMLMap } from 'yaml';
import type { Json } from '../../domain/json.ts';
import type { AccessList } from './access-list.ts';
import { type AccessEntry, buildAccessList, unreadableList } from './build-access-list.ts';

/** A text that is no YAML mapping from first to last denies everything below `folder`. */
export async function parseAccessList(text: string, file: string, folder: string): Promise<AccessList> {
  const { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } = await import('yaml');
  const place = { file, folder };
  const lines = new LineCounter();
  const lineOf = (node: Node | null | undefined) =>
    node?.range == null ? undefined : lines.linePos(node.range[0]).line;
  /** Lists and mappings of texts, one level each; anything else is left undefined. */
  const plain = (node: unknown, depth = 0): Json | undefined => {
    if (isScalar(node)) return node.value as Json;
    if (depth > 1 || isAlias(node)) return undefined;
    if (isSeq(node)) return node.items.map((item) => plain(item, depth + 1) ?? null);
    if (!isMap(node)) return undefined;
    return Object.fromEntries(
      node.items.map(({ key, value }) => [String(plain(key, 2)), plain(value, depth + 1) ?? null]),
    );
  };
  try {
    const document = parseDocument<ParsedNode>(text, { lineCounter: lines, logLevel: 'error' });
    const [error] = document.errors;
    if (error !== undefined) {
      const line = lines.linePos(error.pos[0]).line;
      const problem = error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? '';
      return unreadableList(place, problem, text.split('\n')[line - 1]?.trim() ?? '', line);
    }
    const { contents } = document;
    if (!isMap(contents))
      return unreadableList(place, 'is no mapping of paths to groups', text.trim().slice(0, 80), 1);
    const entries = (contents as YAMLMap).items.map(({ key, value }): AccessEntry => {
      const line = lineOf(key as Node | null);
      return {
        key: isScalar(key) ? key.value : undefined,
        value: plain(value),
        ...(line !== undefined && { line }),
      };
    });
    return buildAccessList(place, entries);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return unreadableList(place, 'is nested too deep', text.trim().slice(0, 80), 1);
  }
}
