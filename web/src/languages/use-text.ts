import { useCallback } from 'react'
import { useIntl } from 'react-intl'
import type { TextId } from './en.ts'

type Values = Readonly<Record<string, string | number>>

/** Says a text in the chosen language. */
export type Say = (id: TextId, values?: Values) => string

export function useText(): Say {
  const intl = useIntl()
  return useCallback((id, values) => intl.formatMessage({ id }, values), [intl])
}
