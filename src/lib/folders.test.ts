import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeFolder } from './folders.ts'

describe('makeFolder', () => {
  test('makes what is missing on the way, and accepts what is there', async () => {
    const root = await mkdtemp(join(tmpdir(), 'tillbridge-folders-'))
    try {
      const folder = join(root, 'a', 'b', 'c')
      await makeFolder(folder, 0o700)
      await makeFolder(folder, 0o700)
      expect((await stat(folder)).mode & 0o777).toBe(0o700)
    } finally {
      await rm(root, { recursive: true })
    }
  })

  test('refuses a file of that name, and a file on the way', async () => {
    const root = await mkdtemp(join(tmpdir(), 'tillbridge-folders-'))
    try {
      const file = join(root, 'file')
      await writeFile(file, '')
      await expect(makeFolder(file)).rejects.toMatchObject({ code: 'EEXIST' })
      await expect(makeFolder(join(file, 'below'))).rejects.toMatchObject({ code: 'ENOTDIR' })
    } finally {
      await rm(root, { recursive: true })
    }
  })

  test.skipIf(process.platform !== 'linux')('comes back where the kernel makes no folders', async () => {
    await expect(makeFolder('/proc/none/below')).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
