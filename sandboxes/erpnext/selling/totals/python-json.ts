/** A float as Python writes it: `20.0`, `15.996000000000002`, `1e-05`. */
export function pythonFloat(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const size = Math.abs(value)
  if (size >= 1e16 || size < 1e-4) {
    const [digits = '', exponent = ''] = value.toExponential().split('e')
    return `${digits}e${exponent.replace(/^([+-])(\d)$/, '$10$2')}`
  }
  return Number.isInteger(value) ? `${value}.0` : String(value)
}

/** `{"TSHIRT-1":[20.0,13.33]}`: the tax of each item as the server stores it. */
export function pythonJson(detail: ReadonlyMap<string, readonly [number, number]>): string {
  const parts = Array.from(
    detail,
    ([key, [rate, amount]]) => `${asciiJson(key)}:[${pythonFloat(rate)},${pythonFloat(amount)}]`,
  )
  return `{${parts.join(',')}}`
}

/** JSON text with everything beyond ASCII escaped, as Python does by default. */
export function asciiJson(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
