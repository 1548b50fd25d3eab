import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import type { FileKind } from '#csv/columns'
import { fileLines, writtenEncoding } from '#csv/lines'
import type { FileMapping } from '#csv/mapping'
import { TillbridgeError } from '#lib/errors'

/** A file that grows row by row, and appears under its name once it is whole. */
export interface FileWriter {
  /** Values by column name, in canonical spelling. Waits while the disk is behind. */
  add(values: Readonly<Record<string, string>>): Promise<void>
  /** Puts the file in its place. */
  finish(): Promise<void>
  /** Leaves nothing behind. */
  discard(): Promise<void>
}

/**
 * Begins a file with the headings of its kind, as the mapping names them.
 *
 * @throws {TillbridgeError} `rejected`, `FILE_UNWRITABLE`.
 */
export async function writeFile(path: string, kind: FileKind, mapping: FileMapping): Promise<FileWriter> {
  const lines = fileLines(kind, mapping)
  const partial = `${path}.part`
  const stream = createWriteStream(partial, { encoding: writtenEncoding(mapping) })
  const put = async (line: string): Promise<void> => {
    if (!stream.write(line)) await once(stream, 'drain')
  }
  try {
    await once(stream, 'open')
    await put(lines.head)
  } catch (cause) {
    throw unwritable(path, cause)
  }
  return {
    add: (values) => put(lines.line(values)),
    async finish() {
      stream.end()
      await finished(stream)
      await rename(partial, path)
    },
    async discard() {
      stream.destroy()
      await rm(partial, { force: true })
    },
  }
}

const unwritable = (path: string, cause: unknown): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'FILE_UNWRITABLE',
    message: `${path} cannot be written.`,
    remedy: 'Name a file in a folder that exists and that you may write to.',
    cause,
  })
