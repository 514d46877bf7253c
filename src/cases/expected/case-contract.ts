/** What the expected values of a task mean. Does not know how a model is made to keep to it. */

export type CaseContract =
  /** Free text. */
  | { readonly kind: 'text' }
  /** One of a set; without `labels` whatever stands in the file is a label. */
  | { readonly kind: 'label'; readonly labels?: readonly string[] }
  /** Several equally right texts: a JSON list, or separated by `separator` (default `|`). */
  | { readonly kind: 'accepted'; readonly separator?: string }
  /** A JSON value, given as such or as JSON text. */
  | { readonly kind: 'json' }
  /** Tool calls `[{name, arguments}]`, given as such or as JSON text; `[]` expects none. */
  | { readonly kind: 'tool-calls' };
