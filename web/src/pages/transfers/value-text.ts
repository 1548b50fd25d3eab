/** A setting as people write it: `{ country: SE, rate: 25 }`. What is not set is left out. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'none'
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`
  if (typeof value !== 'object') return String(value)
  const set = Object.entries(value).filter(([, inner]) => inner !== null && inner !== false)
  return `{ ${set.map(([key, inner]) => `${key}: ${valueText(inner)}`).join(', ')} }`
}
