import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** One deliberate fault: a piece of the planner's source, and what stands in its place. */
export interface Mutation {
  readonly name: string
  /** Below the project, e.g. `src/books/sales.ts`. */
  readonly file: string
  /** Occurs once in the file. */
  readonly find: string
  readonly replace: string
  /** Where the lives begin that show it, when few do; default: where all others begin. */
  readonly lives?: { readonly seed: number; readonly from: number }
}

/** How a fault showed, in one line; `null` = nobody noticed. */
export interface Verdict {
  readonly mutation: Mutation
  readonly noticed: string | null
  readonly seconds: number
}

export interface BreakOptions {
  readonly orders: number
  readonly seed: number
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const COPIED = ['package.json', 'src', 'sandboxes', 'tests/proof']
const MOST_OUTPUT_BYTES = 64 * 1024 * 1024

/** Breaks a copy of the project and runs a proof there. The project itself is never touched. */
export async function breakAndProve(mutation: Mutation, options: BreakOptions): Promise<Verdict> {
  const begun = performance.now()
  const copy = await mkdtemp(join(tmpdir(), 'tillbridge-mutation-'))
  try {
    for (const part of COPIED) await cp(join(ROOT, part), join(copy, part), { recursive: true })
    await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'dir')
    const file = join(copy, mutation.file)
    await writeFile(file, mutated(await readFile(file, 'utf8'), mutation))
    const noticed = await proveIn(copy, options, mutation.lives)
    return { mutation, noticed, seconds: (performance.now() - begun) / 1000 }
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

/**
 * The source with the fault.
 *
 * @throws {Error} when the piece is not there exactly once: the source has moved on, and the fault has to follow.
 */
export function mutated(source: string, { name, file, find, replace }: Mutation): string {
  const found = source.split(find).length - 1
  if (found !== 1) throw new Error(`${name}: its piece occurs ${found} times in ${file}`)
  return source.replace(find, () => replace)
}

/** The sources of the project that mutations change, by file. */
export const sourceOf = (file: string): Promise<string> => readFile(join(ROOT, file), 'utf8')

function proveIn(
  copy: string,
  { orders, seed }: BreakOptions,
  lives: Mutation['lives'] = { seed, from: 0 },
): Promise<string | null> {
  const script = join(copy, 'tests/proof/broken.ts')
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [script, String(orders), String(lives.seed), String(lives.from)],
      { cwd: copy, maxBuffer: MOST_OUTPUT_BYTES },
      (error, stdout, stderr) => {
        const last = stdout.trim().split('\n').at(-1) ?? ''
        if (last.startsWith('{')) resolve((JSON.parse(last) as { noticed: string | null }).noticed)
        else resolve(`the proof broke off: ${stderr.trim().split('\n').slice(0, 3).join(' ') || String(error)}`)
      },
    )
  })
}
