const WIDTH = 100
const HEIGHT = 28
const EDGE = 2

/** The line through some values, in a box of 100 × 28; the highest value touches the top, zero the bottom. */
export function sparklinePath(values: readonly number[]): string {
  const highest = Math.max(...values, 1)
  const step = values.length > 1 ? WIDTH / (values.length - 1) : 0
  const points = values.map((value, index) => {
    const y = HEIGHT - EDGE - (Math.max(value, 0) / highest) * (HEIGHT - 2 * EDGE)
    return `${round(index * step)} ${round(y)}`
  })
  return points.length === 0 ? '' : `M${points.join('L')}`
}

const round = (value: number): number => Math.round(value * 100) / 100
