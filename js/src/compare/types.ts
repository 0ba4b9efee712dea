// The parts of a comparison, by the names that this folder uses.

import type { ComparedValue } from "../shared/wire.ts";

export type { ComparedJobs, ComparedOutput, ComparedRun, ComparedValue } from "../shared/wire.ts";
export type Cell = ComparedValue["values"][number];
