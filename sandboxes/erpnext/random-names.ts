const DIGITS = 32
const LENGTH = 10

/** Ten letters and digits, never the same twice in one site; the sequence is the same for every new site. */
export function createRandomNames(): () => string {
  let state = 0x2545f491
  let count = 0
  return () => {
    count += 1
    // xorshift32: spreads the tail so that names do not sort in the order they were made.
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    const head = count.toString(DIGITS).padStart(5, '0')
    const tail = (state >>> 0)
      .toString(DIGITS)
      .padStart(LENGTH, '0')
      .slice(-(LENGTH - 5))
    return `${tail.replace(/^\d/, (digit) => String.fromCodePoint(97 + Number(digit)))}${head}`
  }
}
