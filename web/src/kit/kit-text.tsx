import { createContext, useContext } from 'react'

/** The few words that the kit itself says. */
export interface KitText {
  readonly close: string
  readonly copy: string
  readonly copied: string
  readonly loading: string
}

const KitTextContext = createContext<KitText>({ close: 'Close', copy: 'Copy', copied: 'Copied', loading: 'Loading' })

export const KitTextProvider = KitTextContext.Provider
export const useKitText = (): KitText => useContext(KitTextContext)
