import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { tryExclusiveLock, trySharedLock } from './locks.ts'

let folder = ''
let file = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tillbridge-locks-'))
  file = join(folder, 'lock')
})
afterEach(() => rm(folder, { recursive: true }))

test('one holder alone, or several together', () => {
  const alone = tryExclusiveLock(file)
  expect(tryExclusiveLock(file)).toBeNull()
  expect(trySharedLock(file)).toBeNull()
  alone?.release()
  const one = trySharedLock(file)
  const two = trySharedLock(file)
  expect(tryExclusiveLock(file)).toBeNull()
  one?.release()
  expect(tryExclusiveLock(file)).toBeNull()
  two?.release()
  expect(tryExclusiveLock(file)).not.toBeNull()
})

test('nobody else on the machine can take the lock', async () => {
  tryExclusiveLock(file)?.release()
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})

test('a lock file that cannot be opened is explained', () => {
  expect(() => tryExclusiveLock(join(folder, 'missing/lock'))).toThrow(/cannot be used/)
})
