import { useNavigate } from '@tanstack/react-router'

/**
 * Changes what the address says of the page that is seen, beside all that it says already; `undefined` takes a part
 * away. Two changes of one moment both hold: each is put on what the address says by then, not on what was drawn last.
 */
export function useSearchChange<Filter extends object>(): (change: Partial<Filter>) => void {
  const navigate = useNavigate()
  return (change) => void navigate({ to: '.', search: (now) => ({ ...now, ...change }), replace: true })
}
