type Given<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> }

/** The properties that have a value, be it `null`; `undefined` says nothing and is left out. */
export const given = <T extends object>(values: T): Given<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<T>
