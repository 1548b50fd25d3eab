import { SearchField } from './text-field.tsx'
import { usePaused } from './use-paused.ts'

interface SearchWordsProps {
  readonly label: string
  readonly clearLabel: string
  readonly words: string
  readonly onWords: (words: string) => void
}

/** Searches when somebody pauses. */
export function SearchWords({ label, clearLabel, words, onWords }: SearchWordsProps) {
  const [typed, setTyped] = usePaused(words, onWords)
  return <SearchField label={label} clearLabel={clearLabel} value={typed} onChange={setTyped} onSubmit={onWords} />
}
