/** `fulcrum adapters train`: a run folder at a service that tunes models. */
import { Option } from 'commander';
import { usd } from '../../report/format/usd.ts';
import { usDollars } from '../option-values.ts';
import { showProgress } from '../show-progress.ts';
import { type AddCommand, nextLine } from '../verb.ts';

interface Options {
  readonly on: 'together' | 'fireworks';
  readonly model: string;
  readonly budget?: number;
  readonly price?: number;
  readonly plan?: true;
  readonly json?: true;
}

export const addTrainAdapter: AddCommand = (adapters, run) => {
  adapters
    .command('train')
    .argument('<folder>', 'holds spec.json, train.chat.jsonl and, where wanted, dev.chat.jsonl')
    .addOption(
      new Option('--on <service>', 'where; its key is read from the environment')
        .choices(['together', 'fireworks'])
        .makeOptionMandatory(),
    )
    .requiredOption('--model <name>', 'the model to tune, as the service names it')
    .option('--budget <usd>', 'start no job that is expected to cost more', usDollars)
    .option('--price <usd>', 'for a million tokens, where the service does not say beforehand', usDollars)
    .option('--plan', 'bring the rows there and say what it would cost, and start nothing')
    .option('--json', 'print as JSON')
    .description(
      'tune a model at a service (LoRA), and bring the adapter home; the same command finds what was begun',
    )
    .action((folder: string, options: Options) =>
      run(async (context) => {
        const { terminal, interruption } = context;
        const { on, model, budget: budgetUsd, price: usdPerMillionTokens, plan = false } = options;
        const { trainHosted } = await import('../../workbench/train-hosted.ts');
        const { price, trained } = await trainHosted(
          {
            folder,
            service: on,
            model,
            plan,
            ...(budgetUsd !== undefined && { budgetUsd }),
            ...(usdPerMillionTokens !== undefined && { usdPerMillionTokens }),
          },
          interruption,
          showProgress(terminal),
        );
        if (options.json) {
          terminal.print(JSON.stringify(trained ?? { price }, undefined, 2));
          return 0;
        }
        if (trained === undefined) {
          terminal.print(
            price === undefined
              ? 'what it costs is not known beforehand'
              : `it would cost ${usd(price.usd, 'ceil')}`,
          );
          return 0;
        }
        const cost = trained.costUsd === undefined ? '' : ` for ${usd(trained.costUsd)}`;
        terminal.print(`${trained.id} was trained${cost}; its adapter lies in ${trained.adapter}`);
        terminal.print(nextLine(context, 'climb', `with models: { chat: '${trained.id}' } in the config`));
        return 0;
      }),
    );
};
