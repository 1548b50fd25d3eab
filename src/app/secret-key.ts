import { randomBytes } from 'node:crypto'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { explainingFolderFaults } from '#database/embedded/failures'
import { TillbridgeError } from '#lib/errors'
import { makeFolder } from '#lib/folders'

const KEY_BYTES = 32

/**
 * The key that seals credentials: the given one, or the one in `secret.key` of the data folder, made at the first start.
 *
 * @throws `DATA_FOLDER_UNUSABLE`, or `SECRET_KEY_BROKEN` when the file holds something else.
 */
export async function secretKey(dataFolder: string, given: Buffer | null): Promise<Buffer> {
  if (given !== null) return given
  return explainingFolderFaults(dataFolder, async () => {
    await makeFolder(dataFolder)
    const file = join(dataFolder, 'secret.key')
    return (await readKey(file)) ?? (await makeKey(file))
  })
}

async function readKey(file: string): Promise<Buffer | null> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return null
    throw error
  }
  const key = Buffer.from(text.trim(), 'base64')
  if (key.length === KEY_BYTES) return key
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'SECRET_KEY_BROKEN',
    message: `${file} does not hold a key of 32 bytes.`,
    remedy:
      'Put back the file from a backup. Without it the stored credentials cannot be opened and must be entered again.',
  })
}

/** Written whole and then linked, so that two processes that start at once agree on one key. */
async function makeKey(file: string): Promise<Buffer> {
  const draft = `${file}.${process.pid}`
  await writeFile(draft, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600 })
  try {
    await link(draft, file)
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error
  } finally {
    await rm(draft, { force: true })
  }
  return (await readKey(file)) as Buffer
}
