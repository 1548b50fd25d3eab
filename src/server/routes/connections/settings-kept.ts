type Fields = Readonly<Record<string, unknown>>

/** Settings to keep: `null` takes one away. */
export const withoutNulls = (settings: Fields): Fields =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null))
