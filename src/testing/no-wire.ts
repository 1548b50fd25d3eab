import type { Wire } from '#contract/context'

/** For contexts of connectors that speak HTTP alone. */
export const noWire: Wire = {
  send: () => Promise.reject(new Error('this connector speaks HTTP alone')),
  kept: () => {
    throw new Error('this connector keeps nothing open')
  },
}
