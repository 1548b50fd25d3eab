// npm passes a Ctrl-C on to a process that the terminal has told already: the same key press arrives twice.
const SAME_KEY_PRESS_MS = 2_000

/**
 * Resolves when a person (Ctrl-C) or the system asks this process to stop. Who asks again, some time later, wants it to end at
 * once, whatever is left running; not so with `patient`.
 */
export function untilStopped(options: { readonly patient?: boolean } = {}): Promise<void> {
  return new Promise((resolve) => {
    let askedAt: number | null = null
    const ask = (): void => {
      const now = performance.now()
      if (askedAt !== null && options.patient !== true && now - askedAt > SAME_KEY_PRESS_MS) process.exit(130)
      askedAt ??= now
      resolve()
    }
    process.on('SIGINT', ask).on('SIGTERM', ask)
  })
}

/** Aborts when a person or the system asks this process to stop: for work that ends at the next good place. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController()
  void untilStopped().then(() => stop.abort())
  return stop.signal
}
