/** How the figures came about: cases, machine, and what each interval and test named in this ladder is. */
import type { Comparison, Ladder, Reading } from '../../domain/ladder.ts';
import { count } from '../format/count.ts';
import { judgeLine } from '../judge-line.ts';
import { type Content, markup } from '../markup.ts';
import type { Section } from './section.ts';

export function methodSection(ladder: Ladder): Section {
  return { id: 'method', title: 'Method and machine', content: [facts(ladder), notes(ladder)] };
}

function facts({ caseSet, machine, seed, id, fulcrumVersion }: Ladder): Content {
  const rows: readonly (readonly [string, Content])[] = [
    ['Cases', `${count(caseSet.train)} train, ${count(caseSet.dev)} dev, ${count(caseSet.sealed)} sealed`],
    [
      'Sources',
      caseSet.sources.map((source, index) => markup`${index === 0 ? '' : ', '}<code>${source}</code>`),
    ],
    ['Case set', markup`<code>${caseSet.hash.slice(0, 12)}</code>`],
    [
      'Sealed set',
      caseSet.sealedHash === undefined ? 'none' : markup`<code>${caseSet.sealedHash.slice(0, 12)}</code>`,
    ],
    ['Machine', `${machine.cpu}, ${count(machine.cores)} cores, ${count(machine.memoryGb)} GB`],
    ['Software', `Fulcrum ${fulcrumVersion}, Node ${machine.node}, ${machine.platform}`],
    ['Load at start', `${machine.loadAverage} (1-minute average)`],
    ['Seed', markup`<code>${seed}</code>`],
    ['Ladder', markup`<code>${id}</code>`],
  ];
  return markup`<dl>${rows.map(([term, value]) => markup`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
`;
}

/** Explanations by what must occur in the name of a method for them to apply. */
const methodNotes: readonly { readonly when: RegExp; readonly term: string; readonly text: string }[] = [
  {
    when: /wilson/i,
    term: 'Wilson interval',
    text: 'The range of true shares that make the observed share of right answers plausible. It stays within 0 and 100 % and holds its level in small samples, where the textbook interval does not.',
  },
  {
    when: /newcombe/i,
    term: 'Newcombe interval, paired',
    text: 'An interval for the difference of two shares on the same cases. It builds on the Wilson intervals of both and uses how often the two stacks agree, so it is narrower than comparing two separate scores.',
  },
  {
    when: /mcnemar/i,
    term: 'Exact McNemar test',
    text: 'Looks only at cases where one stack is right and the other wrong, and asks how surprising the split between won and lost would be if neither were better.',
  },
  {
    when: /bootstrap|bca/i,
    term: 'Bootstrap (BCa)',
    text: 'Draws the cases again and again with replacement and reads the interval off the spread of the results, corrected for bias and skew. Used where scores are not just right or wrong.',
  },
  {
    when: /cluster/i,
    term: 'Clustered',
    text: 'Cases of one group (a customer, a conversation) resemble each other. They are counted as a group, which makes the interval honest and usually wider.',
  },
  {
    when: /wilcoxon/i,
    term: 'Wilcoxon signed-rank test',
    text: 'Compares paired scores by the ranks of their differences, without assuming that they follow a normal distribution.',
  },
  {
    when: /tango/i,
    term: 'Tango test',
    text: 'A score test of whether one stack is no worse than another by more than the margin, for paired right-or-wrong answers.',
  },
];

function notes(ladder: Ladder): Content {
  const named = ladder.rungs
    .flatMap((rung) => [
      ...[rung.dev, rung.sealed].map((reading: Reading | undefined) => reading?.scoreIntervalMethod),
      ...[rung.devComparison, rung.sealedComparison, rung.sealedAgainstBest, rung.stepComparison].map(
        (comparison: Comparison | undefined) => comparison?.method,
      ),
    ])
    .join(' ');
  const general = [
    {
      term: 'Verdicts',
      text: `Two stacks are compared on the same cases. If the whole interval of the difference lies above zero the verdict is better; if it lies above −${ladder.marginPoints} points, the margin set beforehand, no worse; if it lies below zero, worse. Otherwise the data cannot tell, and the report says about how many cases would.`,
    },
    {
      term: 'Dev and sealed',
      text: 'Rungs are made and chosen on train and dev. The best on dev is partly lucky, so the decision is read from sealed cases on which nothing was chosen.',
    },
    {
      term: 'Several comparisons at once',
      text: 'The p-values of finalists on the sealed set are adjusted after Holm, so that looking at several does not make a chance finding more likely.',
    },
    {
      term: 'Unscored and failed',
      text: 'A failed attempt counts as wrong. An answer that could not be scored counts as neither and is listed apart. Unknown figures are shown as ?, never as 0.',
    },
    {
      term: 'Latency',
      text: 'The service time of one request at the stated number in flight, without waits of our own. p50 and p95 are order statistics of the measured requests, and so are the ends of their intervals; where there are too few requests for a p95 none is given.',
    },
    {
      term: 'Cost',
      text: 'The whole path of an answer: prompt with cached tokens at their own price, output, embedding. A local model costs its busy seconds at an hourly rate, divided by utilisation.',
    },
  ];
  const used = methodNotes.filter(({ when }) => when.test(named));
  return markup`<h3>What the figures mean</h3>
<dl class="notes">${[...general, ...used].map(
    ({ term, text }) => markup`<div><dt>${term}</dt><dd>${text}</dd></div>`,
  )}</dl>
${latencyConditions(ladder)}${judges(ladder)}`;
}

function judges(ladder: Ladder): Content {
  const lines = ladder.judges.flatMap((judged) => judgeLine(judged) ?? []);
  if (lines.length === 0) return '';
  return markup`<h3>How far the judge agrees with people</h3>
<ul>${lines.map((line) => markup`<li>${line}</li>`)}</ul>
`;
}

function latencyConditions({ rungs }: Ladder): Content {
  const measured = rungs.flatMap(({ name, dev: { latency } }) =>
    'value' in latency ? [{ name, latency: latency.value }] : [],
  );
  if (measured.length === 0) return '';
  return markup`<h3>How latency was measured</h3>
<ul>${measured.map(
    ({ name, latency }) =>
      markup`<li><bdi>${name}</bdi>: ${count(latency.n)} requests, ${count(latency.concurrency)} in flight, prompt prefix: ${latency.prefix}</li>`,
  )}</ul>
`;
}
