/** Turns calls for one thing each, made at the same moment, into one call for all of them. */
export const createBatch = <Item, Outcome>(
  send: (items: readonly Item[]) => Promise<readonly Outcome[]>,
): ((item: Item) => Promise<Outcome>) => {
  interface Waiting {
    readonly item: Item
    readonly resolve: (outcome: Outcome) => void
    readonly reject: (reason: unknown) => void
  }
  let waiting: Waiting[] = []

  const go = async (): Promise<void> => {
    const batch = waiting
    waiting = []
    try {
      const outcomes = await send(batch.map(({ item }) => item))
      batch.forEach(({ resolve, reject }, at) => {
        const outcome = outcomes[at]
        if (at < outcomes.length) resolve(outcome as Outcome)
        else reject(new Error('There are fewer outcomes than items.'))
      })
    } catch (thrown) {
      for (const { reject } of batch) reject(thrown)
    }
  }
  return (item) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setTimeout(() => void go())
      waiting.push({ item, resolve, reject })
    })
}
