import { useEffect } from 'react'

/** What may take the focus over, from the inside to the outside. */
const AROUND = 'li, ul, ol, form, section, [role="group"], [role="dialog"], main'
/** Who closes a dialog gives the focus back by themselves, in a moment. */
const SETTLED_MS = 100

interface Focused {
  readonly element: HTMLElement
  /** What stands around it, the nearest first. */
  readonly around: readonly HTMLElement[]
}

/**
 * When what had the focus is gone or cannot be pressed any more, e.g. a button that did its work, the focus goes to what stood around it:
 * the keyboard goes on from there, not from the beginning of the page.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let last: Focused | null = null
    // Where it was before a dialog opened.
    let onPage: Focused | null = null
    let timer: ReturnType<typeof setTimeout> | undefined
    const keep = (): void => {
      if (document.activeElement === document.body) takeOver([last, onPage])
    }
    const gained = ({ target }: FocusEvent): void => {
      if (!(target instanceof HTMLElement)) return
      last = { element: target, around: aroundOf(target) }
      if (target.closest('main') !== null) onPage = last
    }
    const changed = (): void => {
      if (last === null || document.activeElement !== document.body || canHave(last.element)) return
      clearTimeout(timer)
      timer = setTimeout(keep, SETTLED_MS)
    }
    // What is taken away loses the focus before it is gone; what is still there a moment later was left by a press beside it.
    const lost = (): void =>
      void setTimeout(() => {
        if (last !== null && document.activeElement === document.body && canHave(last.element)) last = null
        else changed()
      })
    const observer = new MutationObserver(changed)
    observer.observe(document.body, { subtree: true, childList: true, attributeFilter: ['disabled'] })
    addEventListener('focusin', gained)
    addEventListener('focusout', lost)
    return () => {
      clearTimeout(timer)
      observer.disconnect()
      removeEventListener('focusin', gained)
      removeEventListener('focusout', lost)
    }
  }, [])
}

const canHave = (element: HTMLElement): boolean => element.isConnected && !element.matches(':disabled')

function aroundOf(element: HTMLElement): HTMLElement[] {
  const next = element.parentElement?.closest<HTMLElement>(AROUND) ?? null
  return next === null ? [] : [next, ...aroundOf(next)]
}

function takeOver(known: readonly (Focused | null)[]): void {
  for (const focused of known) {
    if (focused === null) continue
    const heir = [focused.element, ...focused.around].find(canHave)
    if (heir !== undefined) {
      focusOn(heir)
      return
    }
  }
}

function focusOn(element: HTMLElement): void {
  if (!element.hasAttribute('tabindex')) {
    element.tabIndex = -1
    element.addEventListener('blur', () => element.removeAttribute('tabindex'), { once: true })
  }
  element.focus({ preventScroll: true })
}
