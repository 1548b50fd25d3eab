import { randomUUID } from 'node:crypto'
import { link, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { isMissing, isThere } from './errors.ts'

/** Writes a whole file or none: nobody ever sees a part of it, not even after a power cut. `unfinished`: a folder of the same disk. */
export async function writeWhole(path: string, text: string, unfinished: string): Promise<void> {
  const part = await writePart(text, unfinished)
  await rename(part, path)
  await settle(dirname(path))
}

/** The same, only if there is no such file yet. `false` = there is one, and it stays as it is. */
export async function writeNew(path: string, text: string, unfinished: string): Promise<boolean> {
  const part = await writePart(text, unfinished)
  try {
    await link(part, path)
    await settle(dirname(path))
    return true
  } catch (error) {
    if (isThere(error)) return false
    throw error
  } finally {
    await rm(part, { force: true })
  }
}

async function writePart(text: string, unfinished: string): Promise<string> {
  const part = `${unfinished}/${randomUUID()}.part`
  const file = await open(part, 'wx')
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  return part
}

/** Moves a file; the new name is on the disk when this is done. */
export async function move(from: string, to: string): Promise<void> {
  await rename(from, to)
  await settle(dirname(to))
}

// A rename is on the disk only when its folder is. Systems that cannot open folders do it by themselves.
async function settle(folder: string): Promise<void> {
  const opened = await open(folder, 'r').catch(() => null)
  await opened?.sync().catch(() => {})
  await opened?.close()
}

/** The text of a file, or `null` when there is none. */
export async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}
