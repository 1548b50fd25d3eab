import { open, rename, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'

const ROTATE_AT_BYTES = 10 * 1024 * 1024
const TAIL_BYTES = 16 * 1024

/** Opens the server's log for appending. A long one is first moved to `<log>.1`, replacing what was there. */
export async function openServerLog(file: string): Promise<FileHandle> {
  if ((await sizeOf(file)) > ROTATE_AT_BYTES) await rename(file, `${file}.1`)
  return open(file, 'a', 0o600)
}

export async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    (found) => found.size,
    () => 0,
  )
}

/** What was logged after `offset` (a size of the file in bytes), at most its last 16 KB. */
export async function logSince(file: string, offset: number): Promise<string> {
  const size = await sizeOf(file)
  const start = Math.max(offset > size ? 0 : offset, size - TAIL_BYTES)
  const handle = await open(file, 'r').catch(() => null)
  if (handle === null) return ''
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await handle.close()
  }
}
