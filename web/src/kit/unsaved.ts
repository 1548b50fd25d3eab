import { useEffect } from 'react'

/** Where an address leads, as far as a form may stay there. */
interface Place {
  readonly pathname: string
  readonly search: object
}

/** Whether a form that is seen at one address is still there at another. */
export type Stays = (from: Place, to: Place) => boolean

const forms = new Set<Stays>()

const isSame: Stays = (from, to) =>
  from.pathname === to.pathname && JSON.stringify(from.search) === JSON.stringify(to.search)

/** Marks a form that holds what nobody has saved: who leaves it is asked first. Default: it is gone at any other address. */
export function useUnsaved(isUnsaved: boolean, stays: Stays = isSame): void {
  useEffect(() => {
    if (!isUnsaved) return undefined
    // One of its own for each form, whatever function it was given.
    const form: Stays = (from, to) => stays(from, to)
    forms.add(form)
    return () => void forms.delete(form)
  }, [isUnsaved, stays])
}

/** Whether anything is typed that would be lost with the page. */
export const hasUnsaved = (): boolean => forms.size > 0

/** Whether a form with something unsaved is gone at the other address. */
export const isLostBetween: Stays = (from, to) => [...forms].some((stays) => !stays(from, to))
