import { createHmac, hash } from 'node:crypto'
import { Pool } from 'undici'
import { type Captured, post } from './bare-http.ts'
import { eachOf } from './measure.ts'

interface Account {
  readonly accessKey: string
  readonly secretKey: string
  readonly region: string
}

/** Posts the same mail to everybody, composed and signed for each. */
export const postSigned = async (
  origin: string,
  { connections, path, headers, body }: Captured,
  {
    people,
    addressOf,
    ...account
  }: Account & { readonly people: number; readonly addressOf: (at: number) => string },
): Promise<void> => {
  const pool = new Pool(origin, { connections })
  const mail = JSON.parse(body) as object
  const sign = createSigner(account, path)
  const shared = {
    ...{ 'content-type': 'application/json', 'user-agent': headers['user-agent'] ?? '' },
  }
  await eachOf(Array(people).keys(), connections * 4, async (at) => {
    const text = JSON.stringify({ ...mail, Destination: { ToAddresses: [addressOf(at)] } })
    const time = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '')
    const authorization = sign(text, time)
    const signed = { ...shared, 'x-amz-date': time, authorization }
    const reply = JSON.parse(await post(pool, { path, headers: signed, body: text })) as object
    if (!('MessageId' in reply)) throw new Error('Somebody was not taken.')
  })
  await pool.close()
}

/** Throws when the bare client would sign the captured request otherwise than the channel did. */
export const checkSignature = ({ path, headers, body }: Captured, account: Account): void => {
  const ours = createSigner(account, path)(body, headers['x-amz-date'] ?? '')
  if (ours !== headers['authorization']) throw new Error('The bare client signs otherwise.')
}

/** Amazon's Signature Version 4 as people write it who need it for this one address; the key is kept. */
const createSigner = ({ accessKey, secretKey, region }: Account, path: string) => {
  const names = 'content-type;host;x-amz-date'
  const host = `email.${region}.amazonaws.com`
  let day = ''
  let key: Buffer = Buffer.alloc(0)
  return (body: string, time: string): string => {
    if (day !== time.slice(0, 8)) {
      day = time.slice(0, 8)
      key = [day, region, 'ses', 'aws4_request'].reduce<Buffer>(
        (last, part) => createHmac('sha256', last).update(part).digest(),
        Buffer.from(`AWS4${secretKey}`),
      )
    }
    const head = `content-type:application/json\nhost:${host}\nx-amz-date:${time}\n`
    const canonical = `POST\n${path}\n\n${head}\n${names}\n${sha256(body)}`
    const scope = `${day}/${region}/ses/aws4_request`
    const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`
    const seal = createHmac('sha256', key).update(text).digest('hex')
    return `AWS4-HMAC-SHA256 Credential=${accessKey}/${scope}, SignedHeaders=${names}, Signature=${seal}`
  }
}

const sha256 = (text: string): string => hash('sha256', text)
