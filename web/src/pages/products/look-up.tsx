import { useState } from 'react'
import { Button } from '#web/kit/button.tsx'
import { FilterBar } from '#web/kit/filter-bar.tsx'
import { SearchField } from '#web/kit/text-field.tsx'
import { useText } from '#web/languages/use-text.ts'

interface LookUpProps {
  readonly name: string
  readonly onName: (name: string) => void
}

/** Asks both systems for one product: only when somebody is done typing. */
export function LookUp({ name, onName }: LookUpProps) {
  const text = useText()
  const [typed, setTyped] = useState(name)
  const [looked, setLooked] = useState(name)
  // A link leads to another product: the words follow the address, and whoever types here stays here.
  if (looked !== name) {
    setLooked(name)
    setTyped(name)
  }
  const look = () => onName(typed.trim())
  return (
    <FilterBar label={text('products.look')}>
      <SearchField
        label={text('products.look.words')}
        clearLabel={text('products.look.clear')}
        value={typed}
        onChange={setTyped}
        onSubmit={look}
        onClear={() => onName('')}
      />
      <Button isDisabled={typed.trim() === ''} onPress={look}>
        {text('products.look.do')}
      </Button>
    </FilterBar>
  )
}
