import { getMigrations } from 'better-auth/db/migration'
import { expect, test } from 'vitest'
import { silentLog } from '#lib/log'
import { migratedDatabase } from '#testing/migrated-database'
import { libraryOptions } from './sign-in-library.ts'

test('our tables are those that the sign-in library expects', async () => {
  await using database = await migratedDatabase()
  const options = libraryOptions({
    pool: database.pool,
    log: silentLog,
    secretKey: Buffer.alloc(32, 1),
    address: () => 'http://127.0.0.1:8420',
  })
  const { toBeCreated, toBeAdded, toBeAddedIndexes, schemaProblems, unsafeChanges } = await getMigrations(options, {
    throwOnUnsafe: false,
  })
  expect({ toBeCreated, toBeAdded, schemaProblems, unsafeChanges }).toEqual({
    toBeCreated: [],
    toBeAdded: [],
    schemaProblems: [],
    unsafeChanges: [],
  })
  expect(toBeAddedIndexes).toEqual([])
})
