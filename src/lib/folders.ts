import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Creates `folder` and what is missing above it, with `mode` for the folders it creates.
 *
 * Node's own recursive `mkdir` never returns where the kernel refuses a new entry of an existing folder as ENOENT, as it
 * does below `/proc`; this one makes each folder once and passes the refusal on.
 *
 * @throws What the file system refuses: `EACCES`, `ENOENT`, `ENOTDIR`, `EEXIST` for a file of that name …
 */
export async function makeFolder(folder: string, mode?: number): Promise<void> {
  try {
    await mkdirOnce(folder, mode)
  } catch (error) {
    const parent = dirname(folder)
    if (!isCode(error, 'ENOENT') || parent === folder) throw error
    await makeFolder(parent, mode)
    await mkdirOnce(folder, mode)
  }
}

async function mkdirOnce(folder: string, mode: number | undefined): Promise<void> {
  try {
    await mkdir(folder, { mode })
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error
    // `recursive` accepts a folder that exists and still refuses a file of that name.
    await mkdir(folder, { recursive: true })
  }
}

const isCode = (error: unknown, code: string): boolean => (error as { code?: unknown }).code === code
