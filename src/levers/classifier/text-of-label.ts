/** A label in words, as one more training text for its class. */
import type { OutputContract } from '../../domain/stack.ts';

/** `card_arrival` → `card arrival`, with the contract's description behind it where there is one. */
export function textOfLabel(label: string, contract: OutputContract): string {
  const name = label
    .replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ')
    .replace(/[_\-./]+/g, ' ')
    .trim();
  const description = contract.kind === 'label' ? contract.descriptions?.[label] : undefined;
  return description === undefined ? name : `${name}: ${description}`;
}
