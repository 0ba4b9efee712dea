// A script of the table that is loaded when it is first needed.

import type { Requests } from "../../shared/channel.ts";
import { importSource } from "../../shared/load-module.ts";
import type { JobTableVerbs } from "../../shared/wire.ts";

export class ModuleLoader<M> {
  #requests: Requests<JobTableVerbs>;
  #name: string;
  #loaded: Promise<M> | null = null;

  constructor(requests: Requests<JobTableVerbs>, name: string) {
    this.#requests = requests;
    this.#name = name;
  }

  load(): Promise<M> {
    this.#loaded ??= this.#load();
    return this.#loaded;
  }

  async #load(): Promise<M> {
    try {
      const { source } = await this.#requests.request("module", { name: this.#name });
      return (await importSource(source)) as M;
    } catch (error) {
      this.#loaded = null; // the next click tries again
      throw error;
    }
  }
}
