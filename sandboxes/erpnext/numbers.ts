import { toFloat } from './fields.ts'

/** Machine epsilon of a double, and the tolerance the framework takes for "exactly half". */
const HALF_TOLERANCE = 1e-12

/**
 * `flt(value, precision)` with the rounding method Banker's Rounding (the default of a new site): halves go to the even digit.
 * Works on floats and keeps their noise, as the real server does.
 */
export function flt(value: unknown, precision?: number): number {
  const plain = toFloat(value)
  return precision === undefined ? plain : bankersRound(plain, precision)
}

function bankersRound(value: number, precision: number): number {
  if (value === 0 || !Number.isFinite(value)) return value === 0 ? 0 : value
  const factor = 10 ** precision
  const scaled = roundTo(value * factor, 12)
  const floor = Math.floor(scaled)
  const fraction = scaled - floor
  const whole = Math.abs(fraction - 0.5) < HALF_TOLERANCE ? (floor % 2 === 0 ? floor : floor + 1) : Math.round(scaled)
  return whole / factor || 0
}

/** Python's `round(value, digits)` for the magnitudes that occur here; large numbers have no such digits and stay. */
function roundTo(value: number, digits: number): number {
  return Math.abs(value) >= 1e9 ? value : Number(value.toFixed(digits))
}
