/**
 * Arithmetic on decimals that fit a whole number of a JavaScript engine, exact or not done at all. Prices, taxes and quantities
 * nearly always do, and text becomes a whole number much faster than a number of any length.
 */

/** Longest text that is read: its digits stay far below the largest safe whole number. */
const MOST_CHARACTERS = 15
const POWERS = Array.from({ length: MOST_CHARACTERS + 1 }, (_, exponent) => 10 ** exponent)

/** `null` = too long: take the general way. */
type Short = string | null

/** Reads `-12.50` as −1250, and says how many digits stand behind the point. */
interface Scaled {
  whole: number
  places: number
}

// Two numbers are read at a time, and no two calculations ever run at once: nothing is allocated for them.
const left: Scaled = { whole: 0, places: 0 }
const right: Scaled = { whole: 0, places: 0 }

function read(text: string, into: Scaled): boolean {
  if (text.length > MOST_CHARACTERS) return false
  const point = text.indexOf('.')
  into.places = point < 0 ? 0 : text.length - point - 1
  into.whole = point < 0 ? Number(text) : Number(text.slice(0, point) + text.slice(point + 1))
  return true
}

/** Brings both to the same number of digits behind the point; answers it, or −1 when one gets too large. */
function align(): number {
  if (left.places < right.places) left.whole *= POWERS[right.places - left.places] ?? Number.NaN
  if (right.places < left.places) right.whole *= POWERS[left.places - right.places] ?? Number.NaN
  const isSafe = Number.isSafeInteger(left.whole) && Number.isSafeInteger(right.whole)
  return isSafe ? Math.max(left.places, right.places) : -1
}

/** The canonical text of `whole` with so many digits behind the point. */
function written(whole: number, places: number): Short {
  if (!Number.isSafeInteger(whole)) return null
  if (whole === 0) return '0'
  if (places === 0) return String(whole)
  const digits = String(Math.abs(whole)).padStart(places + 1, '0')
  let end = digits.length
  const point = end - places
  while (end > point && digits.charCodeAt(end - 1) === 48) end -= 1
  const text = end === point ? digits.slice(0, point) : `${digits.slice(0, point)}.${digits.slice(point, end)}`
  return whole < 0 ? `-${text}` : text
}

export function addShort(a: string, b: string): Short {
  if (!read(a, left) || !read(b, right)) return null
  const places = align()
  return places < 0 ? null : written(left.whole + right.whole, places)
}

export function subtractShort(a: string, b: string): Short {
  if (!read(a, left) || !read(b, right)) return null
  const places = align()
  return places < 0 ? null : written(left.whole - right.whole, places)
}

export function multiplyShort(a: string, b: string): Short {
  if (!read(a, left) || !read(b, right)) return null
  return written(left.whole * right.whole, left.places + right.places)
}

/** −1, 0 or 1. */
export function compareShort(a: string, b: string): -1 | 0 | 1 | null {
  if (!read(a, left) || !read(b, right) || align() < 0) return null
  return left.whole === right.whole ? 0 : left.whole < right.whole ? -1 : 1
}
