// What JupyterLab's widget manager offers, as far as it is used here.

/** The part of a model that is used here. */
export interface WidgetModel {
  comm_live?: boolean;
  send(content: unknown): void;
  on(event: string, handler: (...args: never[]) => void): void;
  off(event: string, handler: (...args: never[]) => void): void;
}

export interface View {
  el: HTMLElement;
  remove(): void;
}

interface Outputs {
  length: number;
  get(index: number): { data: Record<string, unknown>; toJSON(): { data: object } };
  set(index: number, output: object): void;
}

/** The part of the widget manager of JupyterLab that is used here. */
export interface Manager {
  has_model(id: string): boolean;
  get_model(id: string): Promise<WidgetModel>;
  create_view(model: WidgetModel): Promise<View>;
  get_state_sync?(options?: object): { state: Record<string, { state?: object }> };
  readonly context?: { model: { cells: Iterable<{ outputs?: Outputs }> } };
  readonly kernel?: Kernel | null;
}

/** The part of a kernel's connection that is used here. */
export interface Kernel {
  connectionStatus: string;
  requestExecute(content: object): { done: Promise<{ content: object }> };
}

/** Return the widget manager of a model where it is that of a notebook in JupyterLab. */
export function managerOf(model: unknown): Manager | null {
  const manager = (model as { widget_manager?: Partial<Manager> }).widget_manager;
  const usable = manager?.has_model && manager.create_view && manager.context?.model.cells;
  return usable ? (manager as Manager) : null;
}
