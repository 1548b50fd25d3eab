const MAIN = new URL('../../sandboxes/generic/main.ts', import.meta.url)

interface OldSystemSandbox {
  runOldSystem(options: { port?: number; orders?: number; print: (line: string) => void }): Promise<void>
}

/** Stands outside of the program, like the other sandboxes: loaded by path when somebody asks for it. */
export const loadOldSystemSandbox = async (): Promise<OldSystemSandbox> => (await import(MAIN.href)) as OldSystemSandbox
