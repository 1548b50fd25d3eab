const LINE: Readonly<Record<string, string>> = {
  unitPrice: 'subtotal and subtotal_tax ÷ quantity',
  quantity: 'quantity',
  sku: 'sku',
}

const TOTALS: Readonly<Record<string, string>> = {
  total: 'total',
  tax: 'total_tax',
}

/** What WooCommerce calls the field at a path of the order; `null` where no one field states it. */
export function fieldName(path: string): string | null {
  const line = /^order\.lines\[(.+?)\]\.(\w+)/.exec(path)
  if (line !== null) return named(`line_items[${line[1] ?? ''}]`, LINE, line[2] ?? '')
  const totals = /^order\.totals\.(\w+)/.exec(path)
  if (totals !== null) return named(null, TOTALS, totals[1] ?? '')
  const shipping = /^order\.shippingLines\[(.+?)\]\.price/.exec(path)
  return shipping === null ? null : `shipping_lines[${shipping[1] ?? ''}].total`
}

function named(part: string | null, names: Readonly<Record<string, string>>, name: string): string | null {
  const field = Object.hasOwn(names, name) ? names[name] : undefined
  if (field === undefined) return null
  return part === null ? field : `${part}.${field}`
}
