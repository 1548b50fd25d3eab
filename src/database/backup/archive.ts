/**
 * A backup file is a gzipped tar of small entries: any tool can look into it. Only what backups need is here: plain
 * files with short names, each held in memory as a whole.
 */
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'

export interface Entry {
  /** e.g. `tables/orders/000001.tsv`; at most 100 bytes. */
  readonly name: string
  readonly body: Buffer
}

const BLOCK_BYTES = 512
const ENTRY_LIMIT_BYTES = 256 * 1024 * 1024

/** The tar file of `entries`, piece by piece. `modifiedAt` becomes the time of every entry. */
export async function* tarOf(entries: AsyncIterable<Entry>, modifiedAt: Date): AsyncGenerator<Buffer> {
  for await (const { name, body } of entries) {
    yield header(name, body.length, modifiedAt)
    yield body
    yield Buffer.alloc(paddingOf(body.length))
  }
  yield Buffer.alloc(2 * BLOCK_BYTES)
}

/** The entries of a backup file, in order. Throws when it is cut off, is no gzipped tar, or an entry is unreadable. */
export async function* readArchive(file: string): AsyncGenerator<Entry> {
  // The callback is for what goes wrong: the same error also ends the loop below.
  const source = pipeline(createReadStream(file), createGunzip(), () => {})
  const pieces: Buffer[] = []
  let available = 0
  const take = (count: number): Buffer => {
    const all = Buffer.concat(pieces)
    pieces.splice(0, pieces.length, all.subarray(count))
    available -= count
    return all.subarray(0, count)
  }
  let expected: { readonly name: string; readonly size: number } | null = null
  for await (const piece of source as AsyncIterable<Buffer>) {
    pieces.push(piece)
    available += piece.length
    for (;;) {
      if (expected === null) {
        if (available < BLOCK_BYTES) break
        const block = take(BLOCK_BYTES)
        if (block.every((byte) => byte === 0)) continue // the end is two empty blocks
        expected = parseHeader(block)
      }
      const withPadding: number = expected.size + paddingOf(expected.size)
      if (available < withPadding) break
      yield { name: expected.name, body: take(withPadding).subarray(0, expected.size) }
      expected = null
    }
  }
  if (expected !== null || available > 0) throw new Error('the file ends in the middle of an entry')
}

const paddingOf = (size: number): number => (BLOCK_BYTES - (size % BLOCK_BYTES)) % BLOCK_BYTES

const octal = (value: number, length: number): string => `${value.toString(8).padStart(length - 1, '0')}\0`

/** The layout is that of POSIX ustar. */
function header(name: string, size: number, modifiedAt: Date): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES)
  if (Buffer.byteLength(name) > 100) throw new Error(`the name is too long for an archive: ${name}`)
  block.write(name, 0)
  block.write(octal(0o600, 8), 100)
  block.write(octal(0, 8), 108)
  block.write(octal(0, 8), 116)
  block.write(octal(size, 12), 124)
  block.write(octal(Math.floor(modifiedAt.getTime() / 1000), 12), 136)
  block.write('0', 156)
  block.write('ustar\x0000', 257)
  block.write(octal(checksumOf(block), 7) + ' ', 148)
  return block
}

function parseHeader(block: Buffer): { name: string; size: number } {
  const text = (start: number, length: number): string =>
    block.toString('utf8', start, start + length).split('\0')[0] ?? ''
  const size = Number.parseInt(text(124, 12), 8)
  if (Number.parseInt(text(148, 8), 8) !== checksumOf(block)) throw new Error('an entry has a damaged header')
  if (!(size >= 0 && size <= ENTRY_LIMIT_BYTES)) throw new Error('an entry has an impossible size')
  return { name: text(0, 100), size }
}

/** The sum of all bytes, those of the checksum itself counted as spaces. */
function checksumOf(block: Buffer): number {
  let sum = 0
  for (const [index, byte] of block.entries()) sum += index >= 148 && index < 156 ? 32 : byte
  return sum
}
