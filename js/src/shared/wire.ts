// What travels between a widget's page and the kernel: the mirror of src/procbook/widgets/wire/_envelope.py.

export const VERSION = 1;
export const PIECE = 4 * 1024 * 1024;

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type Fields = Record<string, unknown>;

export interface Problem {
  title: string;
  detail?: string;
  hint?: string;
  mistakes?: { pointer: string; message: string; rule: string }[];
}

export type FromPage =
  | { t: "hello"; v: number; seq: number | null; visible: boolean; page: string }
  | { t: "resync" }
  | { t: "do"; id: string; verb: string; args: Fields }
  | { t: "stop"; id: string };

export type ToPage =
  | { t: "snap"; seq: number; part: number; parts: number; at: number }
  | { t: "d"; seq: number; d: Record<string, Fields>; gone?: string[]; at: number }
  | { t: "alive"; seq: number; at: number }
  | { t: "done"; id: string; value?: unknown; error?: Problem };
