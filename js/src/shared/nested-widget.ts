// A widget within a widget, drawn by the page's host where that can (anywidget 0.11 and later).

/** The part of anywidget's host that widgets here use. */
export interface Host {
  getWidget(
    reference: string,
  ): Promise<{ render(view: { el: HTMLElement; signal: AbortSignal }): Promise<void> }>;
}

/** Draw the widget of that model into an element until the signal ends it. */
export async function drawNestedWidget(
  host: Host,
  model: string,
  el: HTMLElement,
  signal: AbortSignal,
): Promise<void> {
  const widget = await host.getWidget(`anywidget:${model}`);
  if (!signal.aborted) await widget.render({ el, signal });
}
