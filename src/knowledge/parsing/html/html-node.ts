/** The little of the DOM that reading a page needs, whoever implements it. */

export interface HtmlNode {
  /** 1 element, 3 text, 4 CDATA, 9 document. */
  readonly nodeType: number;
  readonly firstChild: HtmlNode | null;
  readonly nextSibling: HtmlNode | null;
}

export interface HtmlText extends HtmlNode {
  readonly data: string;
}

export interface HtmlElement extends HtmlNode {
  readonly localName: string;
  readonly textContent: string;
  getAttribute(name: string): string | null;
}

export interface HtmlPage extends HtmlNode {
  readonly childNodes: Iterable<HtmlNode>;
  querySelectorAll(selector: string): Iterable<HtmlElement>;
}

export const isElement = (node: HtmlNode): node is HtmlElement => node.nodeType === 1;
export const isText = (node: HtmlNode): node is HtmlText => node.nodeType === 3 || node.nodeType === 4;

const isPage = (node: HtmlNode): node is HtmlPage => node.nodeType === 9;

export function* childrenOf(node: HtmlNode): Generator<HtmlNode> {
  // The document type of a page knows no sibling.
  if (isPage(node)) return yield* node.childNodes;
  for (let child = node.firstChild; child !== null; child = child.nextSibling) yield child;
}
