import { useNavigate } from '@tanstack/react-router'
import { ArrowRight, type LucideIcon, Search } from 'lucide-react'
import { type ReactNode, useDeferredValue, useState } from 'react'
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
import { StateBadge, STATE_LOOKS } from '#web/kit/state-badge.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './command-palette.module.css'
import { ALL_PAGES } from './pages.ts'

const MOST_TRANSFERS = 6

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
              icon={STATE_LOOKS[transfer.state].icon}
              beside={<StateBadge state={transfer.state} />}
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
  readonly beside?: ReactNode
  readonly onAction: () => void
}

const Entry = ({ label, icon: Icon, beside, onAction }: EntryProps) => (
  <MenuItem textValue={label} className={cx(styles.entry)} onAction={onAction}>
    <Icon size={17} aria-hidden />
    <span>{label}</span>
    {beside}
  </MenuItem>
)

function useFoundTransfers(words: string): readonly TransferSummary[] {
  const search = useDeferredValue(words)
  const { data } = useRoute(
    'transfers.list',
    { query: { search, limit: MOST_TRANSFERS } },
    { isEnabled: search !== '' },
  )
  return search === '' ? [] : (data?.items ?? [])
}
