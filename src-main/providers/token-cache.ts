/** What a vendor takes in place of the credentials for a while. */
export interface Token {
  readonly value: string
  /** From when on a new one is made; it still works a while longer. */
  readonly freshUntilMs: number
}

/** Keeps tokens from one channel to the next: vendors refuse those who ask for new ones all the time. */
export interface TokenCache {
  /** The token of this owner, at once when there is one; a new one is made once for all who ask for it meanwhile. */
  get(owner: string, make: () => Token | Promise<Token>): string | Promise<string>
  /** The vendor takes this token no more; one that replaced it meanwhile stays. */
  drop(owner: string, value: string): void
}

/** An empty cache. */
export const createTokenCache = (clock: () => number): TokenCache => {
  const tokens = new Map<string, Token>()
  const making = new Map<string, Promise<Token>>()

  const renew = async (owner: string, make: () => Token | Promise<Token>): Promise<Token> => {
    try {
      const token = await Promise.resolve().then(make)
      tokens.set(owner, token)
      return token
    } finally {
      making.delete(owner)
    }
  }

  return {
    get(owner, make) {
      const known = tokens.get(owner)
      if (known && clock() < known.freshUntilMs) return known.value
      const coming = making.get(owner) ?? renew(owner, make)
      making.set(owner, coming)
      return coming.then(({ value }) => value)
    },
    drop: (owner, value) => {
      if (tokens.get(owner)?.value === value) tokens.delete(owner)
    },
  }
}

/** Goes on with a token, at once when it is there. */
export const withToken = <Result>(
  token: string | Promise<string>,
  next: (token: string) => Result,
): Result | Promise<Result> => (typeof token === 'string' ? next(token) : token.then(next))
