/** The values of plain data without parts of their own, by path: `lines[0].sku`. */
export function leavesOf(whole: unknown): Map<string, unknown> {
  const found = new Map<string, unknown>()
  const walk = (value: unknown, path: string): void => {
    if (value !== null && typeof value === 'object') {
      for (const [name, part] of Object.entries(value))
        walk(part, Array.isArray(value) ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`)
    } else found.set(path, value)
  }
  walk(whole, '')
  return found
}

/** `lines[0].sku` and `lines[901].sku` are one field: `lines[].sku`. */
export const fieldOf = (path: string): string => path.replaceAll(/\[[^\]]*\]/g, '[]')

/** The same data with another value at a path. */
export function withLeaf(whole: unknown, path: string, value: unknown): unknown {
  const steps = path.split(/\.|\[|\]\.?/).filter((step) => step !== '')
  const put = (part: unknown, at: number): unknown => {
    const step = steps[at]
    if (step === undefined) return value
    if (Array.isArray(part))
      return part.map((one, index) => (String(index) === step ? put(one, at + 1) : (one as unknown)))
    return { ...(part as object), [step]: put((part as Record<string, unknown>)[step], at + 1) }
  }
  return put(whole, 0)
}
