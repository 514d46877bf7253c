/** Documents of several users with a canary in each chunk, and who may see which canary. Knows no search. */

export const users = 20;
export const documentsPerUser = 200;
/** Every so many documents are read by the next user as well, and every so many by nobody. */
export const [sharedEvery, closedEvery] = [10, 25];
export const chunksPerDocument = 2;
export const commonWords =
  'travel refund contract salary holiday laptop invoice meeting customer supplier budget office'.split(' ');

const canaryPattern = /canary(\d+)x(\d+)x/g;

export interface CanaryDocument {
  readonly name: string;
  /** Whose it is. */
  readonly user: number;
  /** Which of theirs. */
  readonly place: number;
  /** A chunk a line. */
  readonly text: string;
}

export interface CountedCanaries {
  /** Of documents that the asker may read, which shows that looking for them works. */
  own: number;
  foreign: number;
}

export const nameOf = (user: number) => `user${user}`;
export const canaryOf = ({ user, place }: CanaryDocument) => `canary${user}x${place}x`;

export function canaryDocuments(random: () => number): CanaryDocument[] {
  const word = () => commonWords[Math.floor(random() * commonWords.length)] as string;
  const sentence = () => Array.from({ length: 12 }, word).join(' ');
  return Array.from({ length: users * documentsPerUser }, (_, n) => {
    const document = {
      name: `folder ${n % 7}/document ${n}.md`,
      user: n % users,
      place: Math.floor(n / users),
    };
    const lines = Array.from(
      { length: chunksPerDocument },
      () => `${sentence()} ${canaryOf({ ...document, text: '' })} ${sentence()}`,
    );
    return { ...document, text: lines.join('\n') };
  });
}

export function mayRead(asker: number, { user, place }: Pick<CanaryDocument, 'user' | 'place'>): boolean {
  if (place % closedEvery === 0) return false;
  return asker === user || (place % sharedEvery === 0 && asker === (user + 1) % users);
}

export function readersOf(document: CanaryDocument): string[] {
  return Array.from({ length: users }, (_, user) => user)
    .filter((user) => mayRead(user, document))
    .map(nameOf);
}

/** What stands where it is for no user in particular is foreign. */
export function countCanaries(text: string, asker: number | undefined): CountedCanaries {
  const counted = { own: 0, foreign: 0 };
  for (const [, user, place] of text.matchAll(canaryPattern)) {
    const isOwn = asker !== undefined && mayRead(asker, { user: Number(user), place: Number(place) });
    counted[isOwn ? 'own' : 'foreign'] += 1;
  }
  return counted;
}
