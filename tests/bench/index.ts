import { benchAudience } from './audience.ts'
import { benchCrash } from './crash.ts'
import { benchHttp } from './http.ts'
import { benchExpansion } from './expansion.ts'
import { benchProfiles } from './profiles.ts'
import { benchPush } from './push.ts'
import { benchRemote } from './remote.ts'
import { benchSending } from './sending.ts'
import { benchSmtp } from './smtp.ts'

/** Every benchmark by the name that `npm run bench -- NAME` takes. */
const benches: Readonly<Record<string, () => Promise<void>>> = {
  smtp: benchSmtp,
  push: benchPush,
  http: benchHttp,
  audience: benchAudience,
  crash: benchCrash,
  sending: benchSending,
  expansion: benchExpansion,
  profiles: benchProfiles,
  remote: benchRemote,
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !Object.hasOwn(benches, name))
if (unknown.length > 0) {
  console.error(
    `No benchmark named ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.`,
  )
  process.exit(2)
}
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length === 0 || wanted.includes(name)) await bench()
}
