import { Client } from 'pg'
import { expect, test } from 'vitest'
import { createTestDatabase } from './test-database.ts'

let migrations = 0

const migrate = async (connection: ConstructorParameters<typeof Client>[0]): Promise<void> => {
  migrations += 1
  const client = new Client(connection)
  await client.connect()
  await client.query(`create table made_by_migration (id int primary key)`)
  await client.end()
}

async function query(connectionString: string, sql: string) {
  const client = new Client({ connectionString })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

test('each database is migrated, apart from the others, and migrations run once', async () => {
  await using first = await createTestDatabase({ migrate })
  await using second = await createTestDatabase({ migrate })
  await query(first.connectionString, 'insert into made_by_migration values (1)')
  expect(await query(second.connectionString, 'select * from made_by_migration')).toEqual([])
  expect(await query(first.connectionString, 'select * from made_by_migration')).toEqual([{ id: 1 }])
  expect(migrations).toBeLessThanOrEqual(1)
})

test('several at once share one template', async () => {
  const databases = await Promise.all(Array.from({ length: 5 }, () => createTestDatabase({ migrate })))
  expect(new Set(databases.map(({ connectionString }) => connectionString)).size).toBe(5)
  await Promise.all(databases.map((database) => database.drop()))
  await expect(query(databases[0]?.connectionString ?? '', 'select 1')).rejects.toThrow(/does not exist/)
})

test('drops a database that is still in use', async () => {
  const database = await createTestDatabase({ migrate })
  const client = new Client(database.connection)
  client.on('error', () => {})
  await client.connect()
  const disconnected = new Promise<void>((resolve) => client.once('end', resolve))
  await database.drop()
  await disconnected
  await expect(query(database.connectionString, 'select 1')).rejects.toThrow(/does not exist/)
})
