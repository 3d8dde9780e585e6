/** Aborts at the first Ctrl-C (or TERM), so that what was started is stopped; a second one ends the process at once. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  const interrupt = () =>
    controller.signal.aborted ? process.exit(130) : controller.abort(new Error('Interrupted; stopping'));
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return controller.signal;
}
