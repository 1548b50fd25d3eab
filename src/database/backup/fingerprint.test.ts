import { expect, test } from 'vitest'
import { formatFingerprint, isSamePlace, parseFingerprint } from './fingerprint.ts'
import type { Fingerprint } from './fingerprint.ts'

const home: Fingerprint = {
  cluster: '7300000000000000001',
  database: '16384',
  address: null,
  inode: '42',
  bornAt: '1790000000000000000',
  machine: 'a1b2',
  host: 'shop',
  path: '/var/lib/tillbridge',
}

test.each<[string, Partial<Fingerprint>, boolean]>([
  ['unchanged', {}, true],
  ['a container with a new host name', { host: 'c0ffee' }, true],
  ['a folder that was renamed', { path: '/srv/tillbridge' }, true],
  ['a machine that no longer says who it is', { machine: null }, true],
  ['a shared folder whose inodes changed', { inode: '43' }, true],
  ['a file system without birth times, same inode', { bornAt: null }, true],
  ['a copied folder', { inode: '43', bornAt: '1790000000000000999' }, false],
  ['a copied folder that happens to get the same inode', { bornAt: '1790000000000000999' }, false],
  ['a copied folder on a file system without birth times', { inode: '43', bornAt: null }, false],
  ['a clone of the whole machine', { machine: 'c3d4' }, false],
  ['another cluster', { cluster: '7300000000000000002' }, false],
  ['another database of the cluster', { database: '16385' }, false],
])('%s', (_, change, expected) => {
  expect(isSamePlace(home, { ...home, ...change })).toBe(expected)
})

test('a snapshot of a hosted server under another name is another place', () => {
  const hosted = { ...home, inode: null, bornAt: null, machine: null, address: 'db.example:5432/shop' }
  expect(isSamePlace(hosted, { ...hosted, address: 'staging.example:5432/shop' })).toBe(false)
})

test('is kept as text; what is no fingerprint is not taken for one', () => {
  expect(parseFingerprint(formatFingerprint(home))).toEqual(home)
  expect(parseFingerprint('')).toBeNull()
  expect(parseFingerprint('{"cluster": 1}')).toBeNull()
})
