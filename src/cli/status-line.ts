import type { Io } from './io.ts'

/** One line at the bottom that is drawn again and again; nothing where nobody looks. */
export interface StatusLine {
  show(text: string): void
  clear(): void
}

export function statusLine(io: Io, isWanted = true): StatusLine {
  if (!io.isTerminal || !isWanted) return { show() {}, clear() {} }
  return {
    show: (text) => io.raw(`\r\u001B[2K${text}`),
    clear: () => io.raw('\r\u001B[2K'),
  }
}
