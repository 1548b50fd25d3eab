import { useEffect, useRef } from 'react'

/** What a key does: `?`, `/`, `mod+k` (⌘ or Ctrl) or two after each other, `g t`. */
export type Shortcuts = Readonly<Record<string, () => void>>

const SECOND_KEY_MS = 1200

/** Listens to shortcuts on the whole page, except while somebody types. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const current = useRef(shortcuts)
  useEffect(() => {
    current.current = shortcuts
  })
  useEffect(() => {
    let first: { key: string; at: number } | null = null
    const listen = (event: KeyboardEvent): void => {
      const key = nameOf(event)
      const isCommand = key.startsWith('mod+')
      if (!isCommand && isTyping(event.target)) return
      const before = first !== null && event.timeStamp - first.at < SECOND_KEY_MS ? `${first.key} ${key}` : key
      const action = current.current[before] ?? current.current[key]
      first = { key, at: event.timeStamp }
      if (action === undefined) return
      event.preventDefault()
      action()
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [])
}

function nameOf(event: KeyboardEvent): string {
  const key = event.key.toLowerCase()
  if (event.metaKey || event.ctrlKey) return `mod+${key}`
  return event.altKey ? `alt+${key}` : key
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.closest('input, textarea, select, [role="dialog"], [role="menu"], [role="listbox"]') !== null)
