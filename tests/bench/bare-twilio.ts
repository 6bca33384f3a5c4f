import { Pool } from 'undici'
import { type Captured, post } from './bare-http.ts'
import { eachOf } from './measure.ts'

interface Texts {
  readonly people: number
  readonly numberOf: (at: number) => string
}

/** Posts the same text to everybody, a form for each. */
export const postForms = async (
  origin: string,
  { connections, path, headers, body }: Captured,
  { people, numberOf }: Texts,
): Promise<void> => {
  const pool = new Pool(origin, { connections })
  const toForm = formsLike(body)
  await eachOf(Array(people).keys(), connections * 4, async (at) => {
    const reply = JSON.parse(await post(pool, { path, headers, body: toForm(numberOf(at)) }))
    if (!('sid' in reply)) throw new Error('Somebody was not taken.')
  })
  await pool.close()
}

/** Throws when the bare client would write the captured form otherwise than the channel did. */
export const checkForm = ({ body }: Captured, number: string): void => {
  if (formsLike(body)(number) !== body) throw new Error('The bare client writes another form.')
}

const formsLike = (body: string): ((number: string) => string) => {
  const { From, Body } = Object.fromEntries(new URLSearchParams(body))
  return (number) =>
    new URLSearchParams({ To: number, From: From ?? '', Body: Body ?? '' }).toString()
}
