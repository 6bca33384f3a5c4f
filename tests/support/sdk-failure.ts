import { AppwriteException } from 'node-appwrite'
import { expect } from 'vitest'

/** The code and type with which an SDK call fails; a call that succeeds fails the test. */
export const failure = async (call: Promise<unknown>): Promise<{ code: number; type: string }> => {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(AppwriteException)
  // Checked one line above.
  const { code, type } = error as AppwriteException
  return { code, type }
}
