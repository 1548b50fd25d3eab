import type { Tone } from '#web/kit/badge.tsx'
import { cx } from '#web/kit/class-names.ts'
import { Figure } from '#web/kit/money.tsx'
import styles from './past.module.css'

export interface TileOf<K extends string> {
  readonly key: K
  readonly label: string
  readonly count: number
  /** How the count looks when there is any. */
  readonly tone: Tone
  /** Only what can be listed can be pressed. */
  readonly canPress?: boolean
}

interface TilesProps<K extends string> {
  readonly label: string
  readonly tiles: readonly TileOf<K>[]
  readonly chosen?: K | undefined
  readonly onChoose?: (key: K | undefined) => void
}

/** Counts beside each other; pressing one shows only what it counts, pressing it again shows all. */
export const Tiles = <K extends string>({ label, tiles, chosen, onChoose }: TilesProps<K>) => (
  <div className={cx(styles.tiles)} role="group" aria-label={label}>
    {tiles.map(({ key, label: name, count, tone, canPress = false }) => {
      const content = (
        <>
          <strong className={cx(count > 0 && styles[tone])}>
            <Figure value={count} />
          </strong>
          <span>{name}</span>
        </>
      )
      return canPress && count > 0 ? (
        <button
          key={key}
          type="button"
          className={cx(styles.tile)}
          aria-pressed={key === chosen}
          onClick={() => onChoose?.(key === chosen ? undefined : key)}
        >
          {content}
        </button>
      ) : (
        <div key={key} className={cx(styles.tile)}>
          {content}
        </div>
      )
    })}
  </div>
)
