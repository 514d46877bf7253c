/** `fulcrum models list | pull | rm`. */
import { showProgress } from '../show-progress.ts';
import { table } from '../table.ts';
import { type AddCommand, nextLine } from '../verb.ts';

export const addModels: AddCommand = (program, run) => {
  const models = program
    .command('models')
    .description('the local models of the catalogue: list, pull, remove');
  models
    .command('list', { isDefault: true })
    .description('what there is, how large, under what licence, and what is on this machine')
    .option('--json', 'print as JSON')
    .action((options: { readonly json?: true }) =>
      run(async (context) => {
        const { terminal } = context;
        const { listModels } = await import('../../workbench/models.ts');
        const listed = await listModels();
        if (options.json) terminal.print(JSON.stringify(listed, undefined, 2));
        else {
          terminal.print(
            table(
              ['id', 'kind', 'MB', 'licence', 'pulled'],
              listed.map((m) => [
                m.id,
                m.kind,
                (m.sizeBytes / 1e6).toFixed(0),
                m.licence,
                m.pulled ? 'yes' : 'no',
              ]),
            ),
          );
          terminal.print(nextLine(context, 'models pull <id>', ''));
        }
        return 0;
      }),
    );
  models
    .command('pull')
    .argument('<id...>', 'models of the catalogue')
    .description('bring models to this machine; resumed when interrupted, verified by hash')
    .action((ids: string[]) =>
      run(async (context) => {
        const { terminal, interruption } = context;
        const { pullModels } = await import('../../workbench/models.ts');
        for (const { id, path, wasThere } of await pullModels(ids, interruption, showProgress(terminal))) {
          terminal.print(wasThere ? `${id} is there` : `${id} pulled to ${path}`);
        }
        const { lookForConfig } = await import('../../workbench/config/find-config.ts');
        const isTask = lookForConfig('.') !== undefined;
        terminal.print(nextLine(context, isTask ? 'climb' : 'init <cases.csv> <folder>', ''));
        return 0;
      }),
    );
  models
    .command('rm')
    .argument('<id...>', 'models of the catalogue')
    .description('remove models from this machine')
    .action((ids: string[]) =>
      run(async (context) => {
        const { terminal } = context;
        const { removeModels } = await import('../../workbench/models.ts');
        for (const id of ids)
          terminal.print((await removeModels([id])) > 0 ? `${id} removed` : `${id} was not there`);
        terminal.print(nextLine(context, 'models list', ''));
        return 0;
      }),
    );
};
