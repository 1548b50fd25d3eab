import { statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'

const IN_MEMORY = '/dev/shm'
const ROOM_NEEDED_BYTES = 4 * 1024 ** 3

/**
 * Where databases of tests lie: in memory where there is room. Copying one, which many tests do, means 500 files: 50 ms
 * there, up to a second on a busy disk. Otherwise in the folder `elsewhere`.
 */
export async function roomyFolder(elsewhere = tmpdir()): Promise<string> {
  const memory = await statfs(IN_MEMORY).catch(() => null)
  return memory !== null && memory.bavail * memory.bsize > ROOM_NEEDED_BYTES ? IN_MEMORY : elsewhere
}
