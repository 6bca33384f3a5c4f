/** Repeats `attempt` until it no longer throws; after `timeoutMs` its last error is thrown. */
export const eventually = async <Value>(
  attempt: () => Value | Promise<Value>,
  timeoutMs = 10_000,
): Promise<Value> => {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (Date.now() > deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }
}
