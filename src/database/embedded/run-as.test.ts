import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { blockedAt, parsePasswd } from './run-as.ts'

const PASSWD = `root:x:0:0:root:/root:/bin/bash
postgres:x:101:104:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash
nobody:x:65534:65533:nobody:/nonexistent:/usr/sbin/nologin
toor:x:0:0::/:/bin/sh
+@netgroup
broken:x:::`

test('users are read with their ids, never one who is root', () => {
  expect([...parsePasswd(PASSWD)]).toEqual([
    ['postgres', { uid: 101, gid: 104 }],
    ['nobody', { uid: 65534, gid: 65533 }],
  ])
})

test('the first folder that bars the way is named', async () => {
  const top = await mkdtemp('/tmp/tillbridge-access-')
  await chmod(top, 0o755)
  const inner = join(top, 'private/data')
  await mkdir(inner, { recursive: true })
  const stranger = { uid: 54321, gid: 54321 }
  expect(await blockedAt(inner, stranger)).toBeNull()
  await chmod(join(top, 'private'), 0o700)
  expect(await blockedAt(inner, stranger)).toBe(join(top, 'private'))
  expect(await blockedAt(inner, null)).toBeNull()
  expect(await blockedAt(inner, { uid: process.getuid?.() ?? 0, gid: 0 })).toBeNull()
  await rm(top, { recursive: true })
})
