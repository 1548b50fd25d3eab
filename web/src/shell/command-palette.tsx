import { useNavigate } from '@tanstack/react-router'
import { ArrowRight, type LucideIcon, Search } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import {
  Autocomplete,
  Dialog,
  Header,
  Input,
  Menu,
  MenuItem,
  MenuSection,
  Modal,
  ModalOverlay,
  SearchField,
} from 'react-aria-components'
import type { TransferSummary } from '#api/transfers'
import { useOrganization } from '#web/api/organization.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { cx } from '#web/kit/class-names.ts'
import { Marked } from '#web/kit/marked.tsx'
import { Money } from '#web/kit/money.tsx'
import { StateBadge, STATE_LOOKS } from '#web/kit/state-badge.tsx'
import { useText } from '#web/languages/use-text.ts'
import { aboutOf, totalOf } from '#web/pages/transfers/summary.ts'
import styles from './command-palette.module.css'
import { ALL_PAGES } from './pages.ts'

const MOST_TRANSFERS = 6
/** Between two letters of somebody who types. */
const TYPING_MS = 120

interface PaletteProps {
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** One field that finds pages and transfers, and goes there. */
export function CommandPalette({ isOpen, onClose }: PaletteProps) {
  return (
    <ModalOverlay isOpen={isOpen} onOpenChange={(open) => open || onClose()} isDismissable className={cx(styles.scrim)}>
      <Modal className={cx(styles.palette)}>
        <PaletteDialog onClose={onClose} />
      </Modal>
    </ModalOverlay>
  )
}

function PaletteDialog({ onClose }: { readonly onClose: () => void }) {
  const text = useText()
  const [words, setWords] = useState('')
  return (
    <Dialog aria-label={text('palette.title')} className={cx(styles.dialog)}>
      <Autocomplete inputValue={words} onInputChange={setWords}>
        <SearchField aria-label={text('palette.title')} autoFocus className={cx(styles.search)}>
          <Search size={18} aria-hidden />
          <Input placeholder={text('palette.hint')} />
        </SearchField>
        <Found words={words.trim()} onClose={onClose} />
      </Autocomplete>
    </Dialog>
  )
}

function Found({ words, onClose }: { readonly words: string; readonly onClose: () => void }) {
  const text = useText()
  const navigate = useNavigate()
  const { organization } = useOrganization()
  const transfers = useFoundTransfers(words)
  const pages = ALL_PAGES.filter(({ title }) => text(title).toLowerCase().includes(words.toLowerCase()))
  const base = `/o/${organization}`
  const open = (href: string): void => {
    onClose()
    void navigate({ href })
  }
  return (
    <Menu
      aria-label={text('palette.title')}
      className={cx(styles.found)}
      renderEmptyState={() => <p className={cx(styles.nothing)}>{text('palette.nothing')}</p>}
    >
      {pages.length === 0 ? null : (
        <MenuSection>
          <Header className={cx(styles.heading)}>{text('palette.pages')}</Header>
          {pages.map(({ key, title, icon, to }) => (
            <Entry
              key={key}
              label={text(title)}
              icon={icon}
              onAction={() => open(to.replace('/o/$organization', base))}
            />
          ))}
        </MenuSection>
      )}
      {words === '' ? null : (
        <MenuSection>
          <Header className={cx(styles.heading)}>{text('palette.transfers')}</Header>
          {transfers.map((transfer) => (
            <Entry
              key={transfer.transferId}
              label={transfer.recordName ?? transfer.recordKey}
              about={aboutOf(transfer)}
              words={words}
              icon={STATE_LOOKS[transfer.state].icon}
              beside={<FoundBeside transfer={transfer} />}
              onAction={() => open(`${base}/transfers/${transfer.transferId}`)}
            />
          ))}
          <Entry
            label={text('palette.searchFor', { words })}
            icon={ArrowRight}
            onAction={() => open(`${base}/transfers?search=${encodeURIComponent(words)}`)}
          />
        </MenuSection>
      )}
    </Menu>
  )
}

interface EntryProps {
  readonly label: string
  readonly icon: LucideIcon
  /** Whose it is. */
  readonly about?: string
  /** What was typed, to be marked. */
  readonly words?: string
  readonly beside?: ReactNode
  readonly onAction: () => void
}

const Entry = ({ label, about = '', words, icon: Icon, beside, onAction }: EntryProps) => (
  <MenuItem textValue={label} className={cx(styles.entry)} onAction={onAction}>
    <Icon size={17} aria-hidden />
    <span>
      <Marked text={label} words={words} />
      {about === '' ? null : (
        <span className={cx(styles.about)}>
          <Marked text={about} words={words} />
        </span>
      )}
    </span>
    {beside}
  </MenuItem>
)

function FoundBeside({ transfer }: { readonly transfer: TransferSummary }) {
  const total = totalOf(transfer)
  return (
    <>
      {total === null ? null : (
        <span className={cx(styles.total)}>
          <Money {...total} />
        </span>
      )}
      <StateBadge state={transfer.state} />
    </>
  )
}

/** What fits the words, a moment after the last letter; until it comes, what fitted before. */
function useFoundTransfers(words: string): readonly TransferSummary[] {
  const [search, setSearch] = useState(words)
  useEffect(() => {
    const timer = setTimeout(() => setSearch(words), TYPING_MS)
    return () => clearTimeout(timer)
  }, [words])
  const { data } = useRoute(
    'transfers.list',
    { query: { search, limit: MOST_TRANSFERS } },
    { isEnabled: search !== '' },
  )
  return words === '' || search === '' ? [] : (data?.items ?? [])
}
