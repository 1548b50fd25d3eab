/** Resolves when a person (Ctrl-C) or the system asks this process to stop; a second Ctrl-C ends it at once. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      process.off('SIGINT', stop).off('SIGTERM', stop)
      process.once('SIGINT', () => process.exit(130))
      resolve()
    }
    process.once('SIGINT', stop).once('SIGTERM', stop)
  })
}
