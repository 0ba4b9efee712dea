// What travels between a widget's page and the kernel. Written by tools/write_wire_types.py
// from src/procbook/widgets: change it there.

export const VERSION = 1;
export const PIECE = 4194304;

export interface Hello {
  t: "hello";
  v: number;
  /** The last number seen; null when the page knows nothing yet. */
  seq: number | null;
  /** Whether anybody can see the widget. */
  visible: boolean;
  /** Which of several pages says so. */
  page?: string;
}

export interface Resync {
  t: "resync";
}

export interface Do {
  t: "do";
  id: string;
  verb: string;
  args: Record<string, unknown>;
}

export interface Stop {
  t: "stop";
  id: string;
}

export interface Snap {
  t: "snap";
  seq: number;
  part: number;
  parts: number;
  /** Milliseconds since 1970. */
  at: number;
}

export interface Delta {
  t: "d";
  seq: number;
  /** Changed fields by key. */
  d: Record<string, Record<string, unknown>>;
  /** Removed keys. */
  gone?: string[];
  at: number;
}

export interface Alive {
  t: "alive";
  seq: number;
  at: number;
}

export interface Mistake {
  /** Place in the value, a JSON pointer. */
  pointer: string;
  message: string;
  /** What is broken: a keyword of JSON Schema, or a word of ours. */
  rule: string;
  /** Soft where only the description says so. */
  severity: "hard" | "soft";
}

export interface Problem {
  title: string;
  detail?: string;
  hint?: string;
  mistakes?: Mistake[];
}

export interface Done {
  t: "done";
  id: string;
  value?: unknown;
  error?: Problem;
}

export interface JobRow {
  /** The job's id. */
  id: string;
  /** State: the standard's words, or gone or expired. */
  s: string;
  /** Process. */
  p?: string | null;
  /** Progress in per cent. */
  g?: number | null;
  /** Message. */
  m?: string | null;
  /** Created. */
  c?: number | null;
  /** Started. */
  b?: number | null;
  /** Finished. */
  f?: number | null;
  /** Expected end. */
  e?: number | null;
  /** State before the job was gone or expired. */
  w?: string | null;
  /** Label. */
  l?: string | null;
  /** Notes. */
  n?: string | null;
  /** Group. */
  gr?: string | null;
  /** Whether the job stays on top. */
  pin?: boolean | null;
  /** Number of the server; absent for the first. */
  v?: number;
  /** Inputs, secret ones masked. */
  i?: Record<string, string | number | boolean | null> | null;
  /** Scalar outputs, as far as they were read. */
  o?: Record<string, string | number | boolean | null> | null;
}

export interface ServerRow {
  name: string;
  /** Why the last poll brought nothing. */
  error: string | null;
  /** Since when the server does not answer. */
  since: number | null;
  /** When it is asked again. */
  next: number | null;
  /** Whether it lists its jobs; null before it was asked. */
  has_list: boolean | null;
}

export interface Marks {
  label?: string | null;
  notes?: string | null;
  group?: string | null;
  pinned?: boolean | null;
}

export interface BulkOutcome {
  /** Keys of the rows with which it went well. */
  done: string[];
  failed: Record<string, Problem>;
}

export interface JobLink {
  href: string;
  rel: string | null;
  title: string | null;
  type: string | null;
}

export interface JobDetails {
  message: string | null;
  trace: string | null;
  /** Secrets masked; null where nobody knows them. */
  inputs: unknown | null;
  links: JobLink[];
  /** Address of the job's log. */
  log: string | null;
  /** Created, started, finished, updated. */
  times: Record<string, string>;
  submitted: string | null;
  url: string;
  server: string;
  /** Why the server could not be asked. */
  note: string | null;
  label: string | null;
  notes: string | null;
  group: string | null;
  /** Python that takes the job up again. */
  code: string;
}

export interface LogPart {
  text: string;
  /** Where the next read begins, in bytes. */
  offset: number;
  /** Whether the text replaces what was read before. */
  anew: boolean;
}

export interface ComparedRun {
  id: string;
  process: string | null;
  version: string | null;
  /** Its host. */
  server: string;
  status: string;
  label: string | null;
  /** As people read it. */
  created: string | null;
  /** Seconds. */
  took: number | null;
}

export interface ComparedValue {
  name: string;
  /** One for each job; null where it has none. */
  values: (string | number | boolean | null)[];
  differs: boolean;
}

export interface Change {
  /** JSON Pointer of a place in a document, or the name of a figure. */
  path: string;
  values: (string | number | boolean | null)[];
}

export interface ComparedOutput {
  name: string;
  /** Number, text, json, table, picture, raster, features, other. */
  kind: string;
  values: (string | number | boolean | null)[];
  differs: boolean;
  /** Of numbers: minus the first. */
  differences: (number | null)[];
  ratios: (number | null)[];
  /** Of documents and tables. */
  changes: Change[];
  /** Of texts, as diff writes them. */
  lines: string[];
  /** For which jobs there is a picture, see the verb picture. */
  pictures: boolean[];
  /** Whether there is a picture of the difference. */
  difference: boolean;
  /** Why they could not be compared. */
  note: string | null;
}

export interface ComparedJobs {
  runs: ComparedRun[];
  inputs: ComparedValue[];
  /** Status, times, version, server. */
  facts: ComparedValue[];
  outputs: ComparedOutput[];
}

export interface OpenedResult {
  /** Model of the viewer that the page draws. */
  viewer?: string;
  /** For a page that can draw none. */
  html?: string;
}

export interface SavedFiles {
  /** Names of the files in the kernel's folder. */
  paths: string[];
}

export interface NewJob {
  id: string;
}

export interface Html {
  html: string;
}

export interface Reopen {
  kind: "form" | "job" | "jobs" | "result" | "workbench";
  /** Address, or local: for the embedded server. */
  server: string;
  /** Id of the widget's model, which the notebook holds. */
  model: string;
  process?: string;
  job?: string;
  /** The value of a form as JSON. */
  inputs?: string;
  /** What a table shows. */
  options?: Record<string, unknown>;
}

export interface SavedHtml {
  html: string;
  reopen: Reopen | null;
}

export interface FormPlanRecord {
  /** The plan as JSON, see procbook.inputs.Plan. */
  text: string;
}

export interface FormOutput {
  name: string;
  label: string;
  /** Harmless HTML. */
  help: string;
  /** Media types to choose from. */
  formats: string[];
  /** Ways of sending to choose from: value, reference. */
  modes: string[];
}

export interface ChosenOutput {
  /** Media type; absent for the server's own choice. */
  format?: string | null;
  mode?: string | null;
}

export interface FormMeta {
  title: string;
  /** What the process does, as harmless HTML. */
  about: string;
  outputs: FormOutput[];
  /** Whether there is a process to run. */
  canRun: boolean;
  /** Template of a map's tiles. */
  tiles: string | null;
}

export interface FormOutputsRecord {
  /** Null for all, as the server sends them. */
  chosen: Record<string, ChosenOutput> | null;
}

export interface FormValueRecord {
  /** The value as JSON. */
  text: string;
  /** The page that set it; empty for Python. */
  by: string;
  /** The page's own number of the change. */
  n: number;
  /** Number of the last change that Python made. */
  v: number;
  /** Whether "Reset all" leads back to it. */
  base: boolean;
}

export interface FormErrorsRecord {
  mistakes: Mistake[];
  by: string;
  n: number;
}

export interface FormJob {
  id: string;
  process: string | null;
  status: string;
  progress: number | null;
  message: string | null;
  /** Whether the server has a job that can be asked about. */
  kept: boolean;
  group?: string;
}

export interface FilledValue {
  /** The value as JSON; null where there is none. */
  text: string | null;
  note: string;
}

export interface LargeText {
  "$big": string;
  size: number;
  name?: string;
}

export interface OutputRecord {
  id: string;
  title: string;
  media_type: string | null;
  format: string;
  /** Bytes. */
  size: number | null;
  href: string | null;
  /** Python that opens the output. */
  code: string | null;
  /** Whether the page opens it at once. */
  auto: boolean;
  /** Whether it is an asset of another output. */
  inner: boolean;
}

export interface AssetRecord {
  id: string;
  title: string;
  media_type: string | null;
  format: string;
  size: number | null;
  href: string | null;
  code: string | null;
  auto: boolean;
  inner: boolean;
  key: string;
}

export interface OpenedView {
  /** Which drawing, see js/src/results/draw.ts. */
  kind: string;
  title: string;
  data: Record<string, unknown>;
  /** Of the bytes that come as a buffer. */
  media_type?: string;
}

export interface SavedFile {
  /** Name of the file in the kernel's folder. */
  path: string;
}

export interface ModuleSource {
  /** JavaScript. */
  source: string;
}

export interface ProcessRow {
  title: string;
  /** First line of the description. */
  about: string;
  /** Whether there is more to read. */
  more: boolean;
  keywords: string[];
}

export interface ProcessListState {
  chosen: string | null;
  failure?: string | null;
}

export interface ProcessText {
  /** The description, harmless. */
  html: string;
}

export interface ShownJob {
  /** Empty if the server answered at once. */
  id: string;
  process: string;
}

export interface WorkbenchState {
  /** Name of the server. */
  title: string;
  address: string;
  /** Whose client it is, such as a brand's. */
  client: string;
  /** A sentence: as whom, or not. */
  sign_in: string;
  /** Whether the server refused for want of a sign-in. */
  wanted: boolean;
  /** A sentence: what to do. */
  next: string;
  /** This and the next: models of the widgets within. */
  browser: string;
  table: string;
  form: string | null;
  /** Title of the process whose form it is. */
  process: string | null;
  viewer: string | null;
  signing: string | null;
  /** Whose result is shown. */
  job: ShownJob | null;
}

export interface SignInQuestion {
  name: string;
  label: string;
  secret: boolean;
  value: string | null;
}

export interface SignInKind {
  label: string;
  fields: SignInQuestion[];
}

export interface SignInPage {
  url: string;
  /** To be typed there. */
  code: string | null;
}

export interface SignInState {
  server: string;
  /** Where "Stay signed in" keeps the secrets. */
  offers: string;
  /** Whether the box is ticked at first. */
  keep: boolean;
  failure: Problem | null;
  state: "out" | "waiting" | "in";
  /** Several where the person has to choose. */
  kinds?: Record<string, SignInKind>;
  /** Whether one signs in at the issuer's own page. */
  elsewhere?: boolean;
  page?: SignInPage | null;
  who?: string | null;
  /** End of the sign-in. */
  until?: number | null;
  /** Whether it is renewed without a question. */
  renews?: boolean;
  /** Where the secrets are. */
  kept?: string;
}

export type FromPage = Hello | Resync | Do | Stop;
export type ToPage = Snap | Delta | Alive | Done;

export type JobTableVerbs = {
  /** Dismiss jobs that have not ended. */
  cancel: { args: { keys: string[] }; answer: BulkOutcome };
  /** Have the server forget jobs that have ended, and their results. */
  remove: { args: { keys: string[] }; answer: BulkOutcome };
  /** Submit jobs again with the same inputs. */
  rerun: { args: { keys: string[] }; answer: BulkOutcome };
  /** Set label, notes, group or pin of jobs. */
  mark: { args: { keys: string[] } & Marks; answer: BulkOutcome };
  /** Return times, inputs, links and trace of a job. */
  details: { args: { key: string }; answer: JobDetails };
  /** Return the log of a job from an offset on. */
  log: { args: { key: string; offset?: number | null }; answer: LogPart };
  /** Return the results of a job, ready to be drawn; nothing where they open elsewhere. */
  open: { args: { key: string; live?: boolean }; answer: OpenedResult };
  /** Return the form of a job's process, filled in as the job was run. */
  edit: { args: { key: string }; answer: OpenedResult };
  /** Write the results of a job into files of the kernel's folder. */
  save: { args: { key: string }; answer: SavedFiles };
  /** Have the scalar outputs of successful jobs read; they come as changes of the rows. */
  outputs: { args: { keys: string[] }; answer: null };
  /** Compare jobs: inputs, states, times and results. */
  compare: { args: { keys: string[] }; answer: ComparedJobs };
  /** Return the picture of an output of one of compared jobs, by its place. */
  picture: { args: { keys: string[]; output: string; number: number }; answer: string & { buffers: DataView[] } };
  /** Return a script that is loaded when it is first needed, such as the chart. */
  module: { args: { name: string }; answer: ModuleSource };
  /** Ask the servers now. */
  refresh: { args: Record<string, never>; answer: null };
};

export type JobCardVerbs = {
  /** Dismiss the job. */
  cancel: { args: Record<string, never>; answer: null };
  /** Have the server forget the job and its results. */
  remove: { args: Record<string, never>; answer: null };
  /** Return times, inputs, links and trace of the job. */
  details: { args: Record<string, never>; answer: JobDetails };
  /** Return the log of the job from an offset on. */
  log: { args: { offset?: number | null }; answer: LogPart };
  /** Submit the job again with the same inputs. */
  rerun: { args: Record<string, never>; answer: NewJob };
  /** Return the form of the job's process, filled in as the job was run. */
  edit: { args: Record<string, never>; answer: OpenedResult };
  /** Write the results into files of the kernel's folder. */
  save: { args: Record<string, never>; answer: SavedFiles };
  /** Return a first look at the results. */
  preview: { args: Record<string, never>; answer: Html };
  /** Return the results, ready to be drawn. */
  open: { args: { live?: boolean }; answer: OpenedResult };
};

export type ProcessFormVerbs = {
  /** Ask only for these outputs, in these formats. */
  choose_outputs: { args: { chosen: Record<string, ChosenOutput> | null }; answer: null };
  /** Take the value of the form as it was typed. */
  set: { args: { text: string; by: string; n: number; seen?: number | null }; answer: null };
  /** Take a piece of a file, or of a long text, that was put into a field. */
  file: { args: { name: string; encoding: string; offset: number; total: number }; answer: LargeText | null };
  /** Return a script that is loaded when it is first needed, such as the map. */
  module: { args: { name: string }; answer: ModuleSource };
  /** Submit the value of the form, or one job for each combination. */
  run: { args: { text: string; sweep?: Record<string, string> | null; check?: boolean; reuse?: boolean }; answer: string };
  /** Return the value that a job was run with. */
  edit: { args: { key: string }; answer: FilledValue };
  /** Return times, inputs, links and trace of a job that was started here. */
  details: { args: { key: string }; answer: JobDetails };
  /** Return the log of a job from an offset on. */
  log: { args: { key: string; offset?: number | null }; answer: LogPart };
  /** Submit a job again with the same inputs. */
  rerun: { args: { key: string }; answer: NewJob };
  /** Write the results of a job into files of the kernel's folder. */
  save: { args: { key: string }; answer: SavedFiles };
  /** Dismiss a job that was started here. */
  cancel: { args: { key: string }; answer: null };
  /** Return the results of a job, ready to be drawn. */
  open: { args: { key: string; live?: boolean }; answer: OpenedResult };
  /** Return the value as Python, command line, curl, JSON or YAML. */
  code: { args: { language: string; text: string }; answer: string };
  /** Return a request in any of these languages as a value. */
  paste: { args: { text: string }; answer: FilledValue };
  /** Return the value of the last run. */
  last: { args: { text: string }; answer: FilledValue };
  /** Return the value with the examples of the description filled in. */
  example: { args: { text: string }; answer: FilledValue };
  /** Return the names of the presets. */
  presets: { args: Record<string, never>; answer: string[] };
  /** Return the value of a preset as JSON. */
  preset: { args: { name: string }; answer: string };
  /** Keep the value under a name; return the names of the presets. */
  save_preset: { args: { name: string; text: string }; answer: string[] };
  /** Forget a preset; return the names of the others. */
  drop_preset: { args: { name: string }; answer: string[] };
};

export type ResultViewerVerbs = {
  /** Return an output, ready to be drawn. */
  open: { args: { key: string }; answer: OpenedView | OpenedView & { buffers: DataView[] } };
  /** Return a further part of a view: rows, a level of a tree, a layer, a piece of a file. */
  ask: { args: { key: string; question: string; arguments: Record<string, unknown> }; answer: unknown };
  /** Return the record of an output within an output, such as an asset of a STAC item. */
  asset: { args: { key: string; index: number }; answer: AssetRecord };
  /** Write an output into a file of the kernel's folder. */
  save: { args: { key: string }; answer: SavedFile };
  /** Return a script that is loaded when it is first needed, such as the map. */
  module: { args: { name: string }; answer: ModuleSource };
};

export type ProcessBrowserVerbs = {
  /** Open the form of a process. */
  choose: { args: { process_id: string }; answer: null };
  /** Return the description of a process as HTML. */
  describe: { args: { process_id: string }; answer: ProcessText };
};

export type SignInVerbs = {
  /** Sign in with what was typed; what the server refuses is not used for anything else. */
  sign_in: { args: { kind: string; answers: Record<string, string>; keep: boolean }; answer: null };
  /** Begin a sign-in at the issuer's own page; the page is told how it goes. */
  open: { args: { keep: boolean; local: boolean; code?: boolean }; answer: null };
  /** Stop waiting for a sign-in elsewhere. */
  stop: { args: Record<string, never>; answer: null };
  /** Sign out. */
  sign_out: { args: Record<string, never>; answer: null };
};

export type WorkbenchVerbs = {
  /** Show the form for signing in, or out. */
  sign_in: { args: Record<string, never>; answer: null };
  /** Hide the form for signing in. */
  close_sign_in: { args: Record<string, never>; answer: null };
  /** Fill the form with the inputs of the job whose result is shown. */
  edit: { args: Record<string, never>; answer: null };
  /** Close the result. */
  close_result: { args: Record<string, never>; answer: null };
};

/** A record of a stream before it is known which one it is. */
export type Fields = Record<string, unknown>;

/** The requests that a widget answers, by verb. */
export type Verbs = Record<string, { args: object; answer: unknown }>;
