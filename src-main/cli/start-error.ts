/** The program cannot start, and the message says to a person why and what to do. */
export class StartError extends Error {
  override readonly name = 'StartError'
}
