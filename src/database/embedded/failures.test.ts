import { expect, test } from 'vitest'
import { explainServerOutput, explainingFolderFaults } from './failures.ts'

test.each([
  [
    'FATAL:  could not write lock file "postmaster.pid": No space left on device',
    'DATA_FOLDER_UNUSABLE',
    /disk is full/,
  ],
  ['PANIC:  could not write to file "pg_wal/xlogtemp.7": Disk quota exceeded', 'DATA_FOLDER_UNUSABLE', /disk is full/],
  [
    'initdb: error: could not look up effective user ID 12345: user does not exist',
    'EMBEDDED_POSTGRES_UNAVAILABLE',
    /passwd/,
  ],
  ['FATAL:  could not open file "global/pg_control": Permission denied', 'DATA_FOLDER_UNUSABLE', /ownership/],
  ['FATAL:  data directory "/data/cluster" has wrong ownership', 'DATA_FOLDER_UNUSABLE', /ownership/],
  ['PANIC:  could not locate a valid checkpoint record', 'EMBEDDED_POSTGRES_FAILED', /postgres\.log.*backup/],
  ['', 'EMBEDDED_POSTGRES_FAILED', /postgres\.log/],
])('"%s" becomes %s with a remedy', (output, code, remedy) => {
  const error = explainServerOutput('/data', 'postgres', output)
  expect(error).toMatchObject({ kind: 'rejected', code, remedy: expect.stringMatching(remedy) })
  expect(error.detail).toMatchObject({ lastLines: output })
})

test('only the last lines are shown', () => {
  const output = Array.from({ length: 100 }, (_, index) => `line ${index}.`).join('\n')
  const { message } = explainServerOutput('/data', 'initdb', output)
  expect(message).toContain('line 99.')
  expect(message).not.toContain('line 80.')
})

test.each(['ENOSPC', 'EROFS', 'EACCES', 'ENOTDIR'])('%s of the file system gets a remedy', async (code) => {
  const fault = Object.assign(new Error(code), { code })
  await expect(explainingFolderFaults('/data', () => Promise.reject(fault))).rejects.toMatchObject({
    code: 'DATA_FOLDER_UNUSABLE',
    message: `The data folder /data cannot be used (${code}).`,
    remedy: expect.stringMatching(/\w+/),
  })
})

test('a fault of ours is passed on as it is', async () => {
  const bug = new TypeError('ours')
  await expect(explainingFolderFaults('/data', () => Promise.reject(bug))).rejects.toBe(bug)
})
