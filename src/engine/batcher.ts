/** Collects single items for a moment and handles them together; each caller gets the answer for its own item. */
export interface Batcher<Item, Answer> {
  add(item: Item): Promise<Answer>
  /** Resolves when everything that was added has been answered. */
  drained(): Promise<void>
}

export interface BatcherOptions<Item, Answer> {
  /** How long the first item of a batch waits for company, in milliseconds. */
  readonly waitMs: number
  readonly largest: number
  /** How many batches may be handled at once. */
  readonly parallel: number
  /** Answers in the order of `items`. When it throws, every caller of the batch gets the error. */
  handle(items: readonly Item[]): Promise<readonly Answer[]>
}

interface Waiting<Item, Answer> {
  readonly item: Item
  resolve(answer: Answer): void
  reject(error: unknown): void
}

export function batcher<Item, Answer>(options: BatcherOptions<Item, Answer>): Batcher<Item, Answer> {
  let queue: Waiting<Item, Answer>[] = []
  let timer: NodeJS.Timeout | null = null
  let running = 0
  let idle: (() => void)[] = []

  const run = async (batch: readonly Waiting<Item, Answer>[]): Promise<void> => {
    try {
      const answers = await options.handle(batch.map((waiting) => waiting.item))
      batch.forEach((waiting, index) => waiting.resolve(answers[index] as Answer))
    } catch (error) {
      for (const waiting of batch) waiting.reject(error)
    } finally {
      running -= 1
      if (queue.length > 0) flush()
      else if (running === 0) {
        for (const done of idle) done()
        idle = []
      }
    }
  }
  const flush = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    while (queue.length > 0 && running < options.parallel) {
      const batch = queue.slice(0, options.largest)
      queue = queue.slice(options.largest)
      running += 1
      void run(batch)
    }
  }
  return {
    add(item) {
      return new Promise<Answer>((resolve, reject) => {
        queue.push({ item, resolve, reject })
        if (queue.length >= options.largest) flush()
        else timer ??= setTimeout(flush, options.waitMs)
      })
    },
    drained() {
      if (running === 0 && queue.length === 0) return Promise.resolve()
      return new Promise<void>((resolve) => idle.push(resolve))
    },
  }
}
