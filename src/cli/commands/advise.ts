/** `fulcrum advise hardware`. */
import { count } from '../../report/format/count.ts';
import { duration } from '../../report/format/duration.ts';
import { usd } from '../../report/format/usd.ts';
import type { HardwareAdvice, HardwareQuestion } from '../../workbench/advise-hardware.ts';
import { wholeNumber } from '../option-values.ts';
import { table } from '../table.ts';
import { type AddCommand, nextLine } from '../verb.ts';

type Options = Omit<HardwareQuestion, 'model' | 'tokensPerSecond'> & {
  readonly tokensPerS?: number;
  readonly json?: true;
};
type PlannedWay = HardwareAdvice['places'][number]['ways'][number];

const wayNames = { full: 'full tuning', lora: 'LoRA', qlora: 'QLoRA (4 bits)' } as const;

export const addAdvise: AddCommand = (program, run) => {
  const advise = program.command('advise').description('what something would take, before it is begun');
  advise
    .command('hardware')
    .argument('<model>', 'a model of the catalogue, a GGUF file, or a folder with config.json')
    .description('memory, time and price of tuning a model, here and on common GPUs')
    .option('--context <tokens>', 'tokens of the longest row', wholeNumber, 1024)
    .option('--rank <r>', 'of the adapter', wholeNumber, 16)
    .option('--batch-tokens <tokens>', 'tokens in one pass, padding counted', wholeNumber, 1024)
    .option('--tokens <tokens>', 'of all rows, as often as each is seen', wholeNumber, 1_000_000)
    .option(
      '--tokens-per-s <n>',
      'measured on this machine with LoRA, as `plan` of the trainer says',
      wholeNumber,
    )
    .option('--json', 'print as JSON')
    .action((model: string, { tokensPerS, json, ...options }: Options) =>
      run(async (context) => {
        const { terminal } = context;
        const { adviseHardware } = await import('../../workbench/advise-hardware.ts');
        const measured = tokensPerS !== undefined && { tokensPerSecond: tokensPerS };
        const advice = await adviseHardware({ model, ...options, ...measured });
        if (json) terminal.print(JSON.stringify(advice, undefined, 2));
        else {
          terminal.print(inWords(advice, options));
          terminal.print(nextLine(context, 'climb', ''));
        }
        return 0;
      }),
    );
};

function inWords(advice: HardwareAdvice, { context, rank, tokens }: Options): string {
  const { model, parameters, rowsPerPass, places, prices } = advice;
  return [
    `${model}: ${count(parameters / 1e6)} million weights; ${count(rowsPerPass)} ${rowsPerPass === 1 ? 'row' : 'rows'} of ${count(context)} tokens in one pass, adapters of rank ${rank}, ${count(tokens)} training tokens`,
    table(
      [
        'where',
        'way',
        'weights',
        'gradients',
        'optimiser',
        'activations',
        'logits',
        'all, GB',
        'fits',
        'time',
        'price',
      ],
      places.flatMap(({ place, ways }) =>
        ways.map((way, at) => [at === 0 ? place.name : '', wayNames[way.way], ...cells(way)]),
      ),
    ),
    'Memory is computed from the shapes of the model, for a pass in which each token is to be learned: an upper bound. It fits where a tenth of the memory is left over.',
    'Time here is what --tokens-per-s says was measured. On a GPU it is computed for 30 % of its stated peak, which is a lower bound: a small model reaches far less.',
    `Prices: ${prices.map(({ name, asOf, source }) => `${name} ${source} (${asOf})`).join(', ')}.`,
  ].join('\n\n');
}

function cells({ fits, seconds, speed, usd: price, ...memory }: PlannedWay): string[] {
  const { weightsBytes, gradientsBytes, optimiserBytes, activationsBytes, logitsBytes, totalBytes } = memory;
  const parts = [weightsBytes, gradientsBytes, optimiserBytes, activationsBytes, logitsBytes, totalBytes];
  const isWorthSaying = fits && seconds !== undefined;
  const bound = speed?.from === 'measured' ? '' : '≥ ';
  return [
    ...parts.map((bytes) => (bytes / 1e9).toFixed(2)),
    fits ? 'yes' : 'no',
    isWorthSaying ? `${bound}${duration(seconds)}` : '–',
    isWorthSaying && price !== undefined ? `${bound}${usd(price)}` : '–',
  ];
}
