import { useEffect, useState } from 'react'
import { SearchField } from './text-field.tsx'

const TYPING_MS = 250

interface SearchWordsProps {
  readonly label: string
  readonly clearLabel: string
  readonly words: string
  readonly onWords: (words: string) => void
}

/** Searches when somebody pauses: a list for each letter helps nobody. */
export function SearchWords({ label, clearLabel, words, onWords }: SearchWordsProps) {
  const [typed, setTyped] = useState(words)
  const [seen, setSeen] = useState(words)
  if (seen !== words) {
    setSeen(words)
    setTyped(words)
  }
  useEffect(() => {
    if (typed === words) return undefined
    const timer = setTimeout(() => onWords(typed), TYPING_MS)
    return () => clearTimeout(timer)
  }, [typed, words, onWords])
  return <SearchField label={label} clearLabel={clearLabel} value={typed} onChange={setTyped} onSubmit={onWords} />
}
