import { expect, test } from 'vitest'
import { dataPlaces, product, qrMatrix } from './qr-matrix.ts'

const LINK =
  'otpauth://totp/Tillbridge:ada%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Tillbridge&digits=6&period=30'

/** Reads a code of version 1 as a scanner does, with nothing but the standard: mask from the format, then bytes in order. */
function readSmall(code: readonly (readonly boolean[])[]): { text: string; syndromes: number[] } {
  const at = (x: number, y: number): number => (code[y]?.[x] === true ? 1 : 0)
  const format = [0, 1, 2, 3, 4, 5, 7, 8].map((y) => at(8, y))
  const top = [7, 5, 4, 3, 2, 1, 0].map((x) => at(x, 8))
  const bits = [...format, ...top].map((bit, place) => bit ^ ((0x5412 >> place) & 1))
  const mask = (bits[12] ?? 0) * 4 + (bits[11] ?? 0) * 2 + (bits[10] ?? 0)
  const masks = [
    (x: number, y: number) => (x + y) % 2,
    (_x: number, y: number) => y % 2,
    (x: number) => x % 3,
    (x: number, y: number) => (x + y) % 3,
    (x: number, y: number) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
    (x: number, y: number) => ((x * y) % 2) + ((x * y) % 3),
    (x: number, y: number) => (((x * y) % 2) + ((x * y) % 3)) % 2,
    (x: number, y: number) => (((x + y) % 2) + ((x * y) % 3)) % 2,
  ]
  const isPattern = (x: number, y: number) =>
    (x < 9 && y < 9) || (x > 12 && y < 9) || (x < 9 && y > 12) || x === 6 || y === 6
  const stream: number[] = []
  for (const [x, y] of dataPlaces(21)) {
    if (!isPattern(x, y)) stream.push(at(x, y) ^ (masks[mask]?.(x, y) === 0 ? 1 : 0))
  }
  const bytes = Array.from({ length: 26 }, (_, n) => Number.parseInt(stream.slice(n * 8, n * 8 + 8).join(''), 2))
  const power = (exponent: number) => Array.from({ length: exponent }).reduce<number>((value) => product(value, 2), 1)
  const syndromes = Array.from({ length: 10 }, (_, root) =>
    bytes.reduce((value, byte) => product(value, power(root)) ^ byte, 0),
  )
  const length = ((bytes[0] ?? 0) & 15) * 16 + ((bytes[1] ?? 0) >> 4)
  const text = Array.from({ length }, (_, n) => ((bytes[n + 1] ?? 0) & 15) * 16 + ((bytes[n + 2] ?? 0) >> 4))
  return { text: new TextDecoder().decode(Uint8Array.from(text)), syndromes }
}

test.each(['tillbridge', 'a', '01234567890123'])('%s can be read again, and its correction fits', (text) => {
  const code = qrMatrix(text)
  expect(code).toHaveLength(21)
  expect(readSmall(code ?? [])).toEqual({ text, syndromes: Array.from({ length: 10 }, () => 0) })
})

test('the link of an authenticator app fits; what is too long has none', () => {
  const code = qrMatrix(LINK)
  expect(code).toHaveLength(45)
  expect(qrMatrix('x'.repeat(400))).toBeNull()
})
