import type { Limits } from '#contract/limits'
import type { HttpSettings } from './settings.ts'

/** Limits as the settings have them. Two connections that may work on different settings never share a limiter. */
export const limitsOf = ({ rate }: Pick<HttpSettings, 'rate'>): Limits<HttpSettings> => ({
  slots: ({ slots }) => slots,
  rate: rate === undefined ? null : () => rate,
})
