// ISO/IEC 18004, byte mode, error correction level M, as small as the text allows. Enough for an address of 270 bytes.

interface Version {
  /** Bytes of data in each block. */
  readonly blocks: readonly number[]
  /** Bytes of correction in each block. */
  readonly correction: number
  /** Centres of the small squares that help to find the rows. */
  readonly alignment: readonly number[]
}

const times = (count: number, size: number): number[] => Array.from({ length: count }, () => size)

/** Of the standard's tables 9 and E.1, for level M: version 1 comes first. */
const VERSIONS: readonly Version[] = [
  { blocks: [16], correction: 10, alignment: [] },
  { blocks: [28], correction: 16, alignment: [6, 18] },
  { blocks: [44], correction: 26, alignment: [6, 22] },
  { blocks: times(2, 32), correction: 18, alignment: [6, 26] },
  { blocks: times(2, 43), correction: 24, alignment: [6, 30] },
  { blocks: times(4, 27), correction: 16, alignment: [6, 34] },
  { blocks: times(4, 31), correction: 18, alignment: [6, 22, 38] },
  { blocks: [...times(2, 38), ...times(2, 39)], correction: 22, alignment: [6, 24, 42] },
  { blocks: [...times(3, 36), ...times(2, 37)], correction: 22, alignment: [6, 26, 46] },
  { blocks: [...times(4, 43), 44], correction: 26, alignment: [6, 28, 50] },
  { blocks: [50, ...times(4, 51)], correction: 30, alignment: [6, 30, 54] },
]

/** Dark squares of a QR code for `text`, row by row; `null` = the text is too long for one. */
export function qrMatrix(text: string): boolean[][] | null {
  const bytes = [...new TextEncoder().encode(text)]
  const number =
    VERSIONS.findIndex(({ blocks }, at) => sum(blocks) * 8 >= 4 + lengthBits(at + 1) + bytes.length * 8) + 1
  const version = VERSIONS[number - 1]
  if (version === undefined) return null
  const stream = interleaved(dataOf(bytes, number, sum(version.blocks)), version)
  const candidates = Array.from({ length: 8 }, (_, mask) => drawn(stream, number, version, mask))
  return candidates.reduce((best, each) => (penalty(each) < penalty(best) ? each : best))
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0)
const lengthBits = (number: number): number => (number < 10 ? 8 : 16)

function dataOf(bytes: readonly number[], number: number, capacity: number): number[] {
  const bits = [
    ...bitsOf(4, 4),
    ...bitsOf(bytes.length, lengthBits(number)),
    ...bytes.flatMap((byte) => bitsOf(byte, 8)),
  ]
  bits.push(...times(Math.min(4, capacity * 8 - bits.length), 0))
  bits.push(...times((8 - (bits.length % 8)) % 8, 0))
  const data = Array.from({ length: bits.length / 8 }, (_, at) => valueOf(bits.slice(at * 8, at * 8 + 8)))
  return [...data, ...Array.from({ length: capacity - data.length }, (_, at) => (at % 2 === 0 ? 0xec : 0x11))]
}

const bitsOf = (value: number, count: number): number[] =>
  Array.from({ length: count }, (_, at) => (value >> (count - 1 - at)) & 1)
const valueOf = (bits: readonly number[]): number => bits.reduce((value, bit) => value * 2 + bit, 0)

/** First bytes of all blocks, then second bytes: a scratch harms a little of each block. */
function interleaved(data: readonly number[], { blocks, correction }: Version): number[] {
  let at = 0
  const parts = blocks.map((size) => data.slice(at, (at += size)))
  const corrections = parts.map((part) => remainder(part, correction))
  const byColumn = (rows: readonly (readonly number[])[], length: number): number[] =>
    Array.from({ length }, (_, column) => rows.flatMap((row) => row[column] ?? [])).flat()
  return [...byColumn(parts, Math.max(...blocks)), ...byColumn(corrections, correction)]
}

/** Product in the field of 256 elements over x⁸ + x⁴ + x³ + x² + 1. */
export function product(one: number, two: number): number {
  let result = 0
  for (let bit = 7; bit >= 0; bit -= 1) {
    result = (result << 1) ^ ((result >> 7) * 0x11d)
    result ^= ((two >> bit) & 1) * one
  }
  return result
}

/** Reed-Solomon: what is left of the data, divided by the polynomial with the roots 2⁰ … 2ⁿ⁻¹. */
function remainder(data: readonly number[], degree: number): number[] {
  const divisor = [...times(degree - 1, 0), 1]
  let root = 1
  for (let step = 0; step < degree; step += 1) {
    for (let at = 0; at < degree; at += 1) divisor[at] = product(divisor[at] ?? 0, root) ^ (divisor[at + 1] ?? 0)
    root = product(root, 2)
  }
  return data.reduce<number[]>(
    (rest, byte) => {
      const factor = byte ^ (rest[0] ?? 0)
      return divisor.map((coefficient, at) => (rest[at + 1] ?? 0) ^ product(coefficient, factor))
    },
    times(degree, 0),
  )
}

type Cell = boolean | null

function drawn(stream: readonly number[], number: number, version: Version, mask: number): boolean[][] {
  const size = 17 + 4 * number
  const cells: Cell[][] = Array.from({ length: size }, () => Array.from({ length: size }, () => null))
  drawPatterns(cells, version)
  drawFormat(cells, mask)
  if (number >= 7) drawVersion(cells, number)
  return filled(cells, stream, mask)
}

const set = (cells: Cell[][], x: number, y: number, isDark: boolean): void => {
  const row = cells[y]
  if (row !== undefined && x >= 0 && x < row.length) row[x] = isDark
}

function drawPatterns(cells: Cell[][], { alignment }: Version): void {
  const last = cells.length - 1
  for (let at = 0; at <= last; at += 1) {
    set(cells, 6, at, at % 2 === 0)
    set(cells, at, 6, at % 2 === 0)
  }
  for (const [x, y] of [
    [3, 3],
    [last - 3, 3],
    [3, last - 3],
  ] as const) {
    square(cells, x, y, 4, (ring) => ring !== 2 && ring !== 4)
  }
  const [first, end] = [alignment[0], alignment.at(-1)]
  for (const x of alignment) {
    for (const y of alignment) {
      const isCorner = (x === first && y === first) || (x === first && y === end) || (x === end && y === first)
      if (!isCorner) square(cells, x, y, 2, (ring) => ring !== 1)
    }
  }
}

function square(cells: Cell[][], x: number, y: number, reach: number, isDark: (ring: number) => boolean): void {
  for (let dy = -reach; dy <= reach; dy += 1) {
    for (let dx = -reach; dx <= reach; dx += 1) set(cells, x + dx, y + dy, isDark(Math.max(Math.abs(dx), Math.abs(dy))))
  }
}

/** Level M is 00; ten bits of a BCH code follow, and all is turned over by a fixed pattern. */
function drawFormat(cells: Cell[][], mask: number): void {
  let rest = mask
  for (let step = 0; step < 10; step += 1) rest = (rest << 1) ^ ((rest >> 9) * 0x537)
  const bits = ((mask << 10) | rest) ^ 0x5412
  const last = cells.length - 1
  for (let at = 0; at < 15; at += 1) {
    const isDark = ((bits >> at) & 1) === 1
    // Beside the square at the top left, around the line of the timing pattern; and again, at the two others.
    if (at < 6) set(cells, 8, at, isDark)
    else if (at < 8) set(cells, 8, at + 1, isDark)
    else if (at === 8) set(cells, 7, 8, isDark)
    else set(cells, 14 - at, 8, isDark)
    if (at < 8) set(cells, last - at, 8, isDark)
    else set(cells, 8, last - 14 + at, isDark)
  }
  set(cells, 8, last - 7, true)
}

function drawVersion(cells: Cell[][], number: number): void {
  let rest = number
  for (let step = 0; step < 12; step += 1) rest = (rest << 1) ^ ((rest >> 11) * 0x1f25)
  const bits = (number << 12) | rest
  for (let at = 0; at < 18; at += 1) {
    const isDark = ((bits >> at) & 1) === 1
    const [far, near] = [cells.length - 11 + (at % 3), Math.floor(at / 3)]
    set(cells, far, near, isDark)
    set(cells, near, far, isDark)
  }
}

const MASKS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
]

/** The places of the data, in its order: two columns at a time from the right, up and down in turn, past the timing column. */
export function* dataPlaces(size: number): Iterable<readonly [x: number, y: number]> {
  let isUp = true
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5
    for (let step = 0; step < size; step += 1) {
      const y = isUp ? size - 1 - step : step
      yield [right, y]
      yield [right - 1, y]
    }
    isUp = !isUp
  }
}

function filled(cells: readonly Cell[][], stream: readonly number[], mask: number): boolean[][] {
  const bits = stream.flatMap((byte) => bitsOf(byte, 8))
  const isMasked = MASKS[mask] ?? (() => false)
  const result = cells.map((row) => row.map((cell) => cell === true))
  let at = 0
  for (const [x, y] of dataPlaces(cells.length)) {
    const row = result[y]
    if (row === undefined || cells[y]?.[x] !== null) continue
    row[x] = (bits[at++] === 1) !== isMasked(x, y)
  }
  return result
}

/** How hard it is to read: long runs, blocks of one colour, what looks like a corner, and too much of one colour. */
function penalty(cells: readonly (readonly boolean[])[]): number {
  const columns = cells.map((_, x) => cells.map((row) => row[x] === true))
  const lines = [...cells, ...columns].map((line) => line.map((isDark) => (isDark ? '1' : '0')).join(''))
  const runs = lines.flatMap((line) => line.match(/0{5,}|1{5,}/g) ?? [])
  const corners = lines.flatMap((line) => [...line.matchAll(/(?=10111010000|00001011101)/g)])
  let blocks = 0
  for (const [y, row] of cells.entries()) {
    for (const [x, isDark] of row.entries()) {
      const others = [row[x + 1], cells[y + 1]?.[x], cells[y + 1]?.[x + 1]]
      if (others.every((other) => other === isDark)) blocks += 1
    }
  }
  const dark = sum(cells.map((row) => row.filter(Boolean).length))
  const share = (dark * 100) / cells.length ** 2
  return (
    sum(runs.map(({ length }) => length - 2)) +
    3 * blocks +
    40 * corners.length +
    10 * Math.floor(Math.abs(share - 50) / 5)
  )
}
