const COMMAND = /:?\s*tillbridge products unlink (\S+?)\.?$/

export interface Parting {
  /** The store's id of the variant that may be parted from its item. */
  readonly variant: string
  /** The remedy without the command. */
  readonly words: string
}

/** A remedy that says by which command a variant is parted: here it is a button. `null` = it says nothing of that. */
export function partingOf(remedy: string | null): Parting | null {
  const found = remedy === null ? null : COMMAND.exec(remedy)
  return found === null || remedy === null ? null : { variant: found[1] ?? '', words: remedy.replace(COMMAND, '.') }
}
