import { useEffect, useState } from 'react'

const TYPING_MS = 250

/** What somebody types, told when they pause: a list for each letter helps nobody. */
export function usePaused(value: string, onValue: (value: string) => void): [string, (typed: string) => void] {
  const [typed, setTyped] = useState(value)
  const [seen, setSeen] = useState(value)
  if (seen !== value) {
    setSeen(value)
    setTyped(value)
  }
  useEffect(() => {
    if (typed === value) return undefined
    const timer = setTimeout(() => onValue(typed), TYPING_MS)
    return () => clearTimeout(timer)
  }, [typed, value, onValue])
  return [typed, setTyped]
}
