/** Tells when a purchase makes its call. Knows nothing of what is bought. */
import type { Purchase } from '../../domain/purchase.ts';

/** `tell` is called at each try, once its cost is reserved; never where the answer was bought before. */
export function tellCalls(purchase: Purchase, tell: () => void): Purchase {
  return (intent, call) =>
    purchase(intent, (callId) => {
      tell();
      return call(callId);
    });
}
