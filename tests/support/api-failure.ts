import { ApiError } from '@contract/errors'
import { expect } from 'vitest'

/** The `ApiError` that a call fails with; fails the test when it does not. */
export const apiFailure = async (call: Promise<unknown>): Promise<ApiError> => {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ApiError)
  // Checked one line above.
  return error as ApiError
}
