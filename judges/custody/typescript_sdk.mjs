// The vendor's TypeScript SDK with its key signer, both unchanged, against the sandbox.

import { createHmac, generateKeyPairSync } from 'node:crypto'

import { BaseAuthApi, DfnsApiClient, DfnsError } from '@dfns/sdk'
import { AsymmetricKeySigner } from '@dfns/sdk-keysigner'

import { Judge, Receiver, Sandbox, eventually } from './judge.mjs'

const NETWORK = 'EthereumSepolia'
const USDC = '0x1c7d4b196cb0c7b01d743fbc6116a902379c7238'
const STRANGER = '0xb282dc7cde21717f18337a596e91ded00b79b25f'
const ETHER = 10n ** 18n

const KEYS = {
  Ed25519: () => generateKeyPairSync('ed25519'),
  'P-256': () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  RSA: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
}

const sandbox = new Sandbox()
const judge = new Judge('typescript-sdk')

const pem = (pair) => pair.privateKey.export({ type: 'pkcs8', format: 'pem' })

/** A credential of the sandbox for this key. */
function register(pair, more = {}) {
  const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' })
  return sandbox.control('POST', '/credentials', { publicKey, ...more })
}

/** The organisation of a token, which the SDK compares with its setting. */
function orgOf(token) {
  const claims = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString())
  return claims['https://custom/app_metadata'].orgId
}

function optionsOf(credential, pair, token = credential.token) {
  const signer = new AsymmetricKeySigner({ credId: credential.credId, privateKey: pem(pair) })
  return { baseUrl: sandbox.url, orgId: orgOf(credential.token), authToken: token, signer }
}

async function judgeWallets(dfns, kind) {
  const body = {
    network: NETWORK,
    name: 'Alice’s Wallet',
    externalId: `customer-${kind}`,
    tags: ['tier:retail', kind],
  }
  const wallet = await dfns.wallets.createWallet({ body })
  judge.equal(`${kind}: the name keeps its apostrophe`, wallet.name, 'Alice’s Wallet')
  judge.equal(`${kind}: external id kept`, wallet.externalId, body.externalId)
  judge.equal(`${kind}: tags kept`, wallet.tags, body.tags)
  judge.check(`${kind}: an id of the documented form`, /^wa-[a-z0-9]{5}-[a-z0-9]{5}-[a-z0-9]{14,16}$/.test(wallet.id), wallet)
  const known = [wallet.id]
  for (let number = 0; number < 4; number += 1) {
    const { id } = await dfns.wallets.createWallet({ body: { network: NETWORK } })
    known.push(id)
  }
  const read = await dfns.wallets.getWallet({ walletId: wallet.id })
  judge.equal(`${kind}: the wallet reads as it was created`, read, wallet)
  const seen = []
  let paginationToken
  let pages = 0
  do {
    const page = await dfns.wallets.listWallets({ query: { limit: 2, paginationToken } })
    seen.push(...page.items.map((item) => item.id))
    paginationToken = page.nextPageToken
    pages += 1
  } while (paginationToken)
  judge.check(`${kind}: paging finds every wallet`, known.every((id) => seen.includes(id)), seen)
  judge.check(`${kind}: paging repeats none`, new Set(seen).size === seen.length && pages > 1, seen)
  const request = { walletId: wallet.id }
  const renamed = await dfns.wallets.updateWallet({ ...request, body: { name: 'Ersparnisse für Zoë' } })
  judge.equal(`${kind}: renamed`, renamed.name, 'Ersparnisse für Zoë')
  judge.equal(`${kind}: the other field stays`, renamed.externalId, body.externalId)
  judge.equal(`${kind}: tagging answers an object`, await dfns.wallets.tagWallet({ ...request, body: { tags: ['vip'] } }), {})
  judge.equal(`${kind}: the tag is there`, (await dfns.wallets.getWallet(request)).tags, [...body.tags, 'vip'])
  const untag = { ...request, body: { tags: ['vip', kind] } }
  judge.equal(`${kind}: untagging, a DELETE with a body`, await dfns.wallets.untagWallet(untag), {})
  judge.equal(`${kind}: the tags are gone`, (await dfns.wallets.getWallet(request)).tags, ['tier:retail'])
  return wallet
}

function confirmed(dfns, walletId, transferId) {
  return eventually('a confirmed transfer', async () => {
    const transfer = await dfns.wallets.getTransfer({ walletId, transferId })
    return transfer.status === 'Confirmed' ? transfer : undefined
  })
}

async function judgeTransfers(dfns, kind, wallet) {
  const walletId = wallet.id
  await sandbox.fund(NETWORK, wallet.address, ETHER)
  await sandbox.fund(NETWORK, wallet.address, 5_000_000, USDC)
  const native = { kind: 'Native', to: STRANGER, amount: '1000', externalId: `pay-ts-${kind}` }
  const first = await dfns.wallets.transferAsset({ walletId, body: native })
  judge.equal(`${kind}: the transfer echoes the request`, first.requestBody, native)
  judge.equal(`${kind}: it names its wallet and network`, [first.walletId, first.network], [walletId, NETWORK])
  judge.check(`${kind}: it has a hash`, /^0x[0-9a-f]{64}$/.test(first.txHash), first)
  const done = await confirmed(dfns, walletId, first.id)
  judge.check(`${kind}: its fee is a number of base units`, /^\d+$/.test(done.fee), done)
  const dates = [done.dateRequested, done.dateBroadcasted, done.dateConfirmed]
  const iso = dates.every((date) => new Date(date).toISOString() === date)
  judge.check(`${kind}: its times are as JavaScript writes them`, iso, dates)
  const again = await dfns.wallets.transferAsset({ walletId, body: native })
  judge.equal(`${kind}: the same externalId is the same entity`, again.id, first.id)
  const conflict = await judge.refused(`${kind}: the same externalId with another body`, DfnsError, 409, () =>
    dfns.wallets.transferAsset({ walletId, body: { ...native, amount: '1001' } })
  )
  const { duplicate } = conflict.context.body.error.details
  judge.equal(`${kind}: the conflict names the duplicate`, duplicate, { id: first.id, externalId: native.externalId })
  const token = { kind: 'Erc20', contract: USDC, to: STRANGER, amount: '2000000' }
  const sent = await dfns.wallets.transferAsset({ walletId, body: token })
  await confirmed(dfns, walletId, sent.id)
  const page = await dfns.wallets.listTransfers({ walletId, query: { limit: 1 } })
  judge.equal(`${kind}: newest transfer first`, [page.walletId, page.items[0].id], [walletId, sent.id])
  const rest = { limit: 1, paginationToken: page.nextPageToken }
  const older = await dfns.wallets.listTransfers({ walletId, query: rest })
  judge.equal(`${kind}: then the older`, older.items.map((item) => item.id), [first.id])
  return done
}

async function judgeAbort(dfns, kind, walletId) {
  const body = { kind: 'Native', to: STRANGER, amount: '7' }
  await sandbox.mode(NETWORK, { mode: 'pending' })
  const held = await dfns.wallets.transferAsset({ walletId, body })
  judge.equal(`${kind}: it waits`, held.status, 'Pending')
  const aborted = await dfns.wallets.abortTransfer({ walletId, transferId: held.id })
  const ended = aborted.status === 'Failed' && aborted.txHash === undefined && Boolean(aborted.reason)
  judge.check(`${kind}: an aborted transfer failed off chain`, ended, aborted)
  await sandbox.mode(NETWORK, { mode: 'immediate' })
  const sent = await dfns.wallets.transferAsset({ walletId, body })
  await judge.refused(`${kind}: too late to abort`, DfnsError, 412, () =>
    dfns.wallets.abortTransfer({ walletId, transferId: sent.id })
  )
  await confirmed(dfns, walletId, sent.id)
}

async function judgeReads(dfns, kind, walletId, done) {
  const assets = await dfns.wallets.getWalletAssets({ walletId, query: { netWorth: 'true' } })
  const [ether, usdc] = assets.assets
  judge.equal(`${kind}: tokens left`, [usdc.kind, usdc.symbol, usdc.decimals, usdc.balance], ['Erc20', 'USDC', 6, '3000000'])
  judge.check(`${kind}: ether left`, ether.kind === 'Native' && BigInt(ether.balance) < ETHER - 1000n, ether)
  judge.check(`${kind}: net worth in USD`, assets.netWorth.USD > 0, assets)
  const history = await dfns.wallets.getWalletHistory({ walletId, query: { limit: '50' } })
  const kinds = new Set(history.items.map((item) => `${item.kind} ${item.direction}`))
  judge.equal(`${kind}: both kinds and both directions`, [...kinds].sort(), ['Erc20Transfer In', 'Erc20Transfer Out', 'NativeTransfer In', 'NativeTransfer Out'])
  const own = history.items.filter((item) => item.txHash === done.txHash)
  judge.equal(`${kind}: the transfer is in the history once, with its fee`, own.map((item) => [item.value, item.fee]), [['1000', done.fee]])
  const required = ['walletId', 'network', 'kind', 'direction', 'blockNumber', 'txHash', 'timestamp', 'metadata']
  const missing = history.items.flatMap((item) => required.filter((name) => item[name] === undefined))
  judge.equal(`${kind}: every row of history is whole`, missing, [])
  const fees = await dfns.networks.getFees({ query: { network: NETWORK } })
  judge.equal(`${kind}: kind of fees`, fees.kind, 'Eip1559')
  const caps = [fees.slow, fees.standard, fees.fast].map((speed) => BigInt(speed.maxFeePerGas))
  judge.check(`${kind}: fees rise with speed`, caps[0] < caps[1] && caps[1] < caps[2], caps)
}

async function judgeWebhooks(dfns, kind) {
  const [receiver, wrong] = [await Receiver.start(200), await Receiver.start(204)]
  const body = { url: `${receiver.url}/hook`, events: ['wallet.transfer.confirmed', 'wallet.transfer.failed'], description: 'judge – ping' }
  const { secret, ...made } = await dfns.webhooks.createWebhook({ body })
  judge.check(`${kind}: the secret is shown at creation`, secret.startsWith('whs-'), secret)
  judge.equal(`${kind}: the webhook is as asked for`, [made.url, made.events, made.description, made.status], [body.url, body.events, body.description, 'Enabled'])
  judge.equal(`${kind}: it reads without its secret`, await dfns.webhooks.getWebhook({ webhookId: made.id }), made)
  const second = await dfns.webhooks.createWebhook({ body: { url: wrong.url, events: ['*'] } })
  const page = await dfns.webhooks.listWebhooks({ query: { limit: '1' } })
  const rest = await dfns.webhooks.listWebhooks({ query: { limit: '1', paginationToken: page.nextPageToken } })
  const listed = [...page.items, ...rest.items].map((item) => item.id).sort()
  judge.equal(`${kind}: both are listed`, listed, [made.id, second.id].sort())

  judge.equal(`${kind}: the ping arrived`, await dfns.webhooks.pingWebhook({ webhookId: made.id }), { status: '200' })
  const [{ headers, body: delivered }] = receiver.deliveries
  // The verifier of the vendor's documentation signs the payload as JavaScript writes it again.
  const payload = JSON.stringify(JSON.parse(delivered))
  const expected = createHmac('sha256', secret).update(payload).digest('hex')
  judge.equal(`${kind}: the documented verifier accepts the delivery`, headers['x-dfns-webhook-signature'], `sha256=${expected}`)
  judge.equal(`${kind}: which sent exactly those bytes`, delivered, payload)
  const event = JSON.parse(delivered)
  judge.check(`${kind}: sent just now`, Math.abs(Date.now() / 1000 - event.timestampSent) < 300, event)
  const failed = await dfns.webhooks.pingWebhook({ webhookId: second.id })
  judge.check(`${kind}: only the answer 200 counts`, failed.status === '204' && Boolean(failed.error), failed)
  wrong.close()
  const dead = await dfns.webhooks.pingWebhook({ webhookId: second.id })
  judge.check(`${kind}: nobody there`, dead.status !== '200' && Boolean(dead.error), dead)

  const off = await dfns.webhooks.updateWebhook({ webhookId: made.id, body: { status: 'Disabled' } })
  judge.equal(`${kind}: disabled`, [off.status, off.url, off.events], ['Disabled', made.url, made.events])
  for (const { id } of [made, second]) {
    judge.equal(`${kind}: webhook deleted`, await dfns.webhooks.deleteWebhook({ webhookId: id }), { deleted: true })
  }
  await judge.refused(`${kind}: a deleted webhook is unknown`, DfnsError, 404, () =>
    dfns.webhooks.pingWebhook({ webhookId: made.id })
  )
  receiver.close()
}

/** Sends a signed call as it is, without the SDK's own signing. */
async function send(options, method, path, body, userAction) {
  const answer = await fetch(sandbox.url + path, {
    method,
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${options.authToken}`,
      ...(userAction ? { 'x-dfns-useraction': userAction } : {}),
    },
    body: JSON.stringify(body),
  })
  const { error } = await answer.json()
  return [answer.status, error?.message]
}

async function judgeRefusals(kind, generate, credential, options, walletId) {
  const body = { network: NETWORK }
  const dfns = new DfnsApiClient(options)
  const wrong = new DfnsApiClient(optionsOf(credential, generate()))
  await judge.refused(`${kind}: wrong key`, DfnsError, 401, () => wrong.wallets.createWallet({ body }))
  const unknown = new DfnsApiClient({ ...options, orgId: undefined, authToken: 'eyJ.not.known' })
  await judge.refused(`${kind}: unknown token`, DfnsError, 401, () => unknown.wallets.listWallets())
  const pair = generate()
  const expired = new DfnsApiClient(optionsOf(await register(pair, { secondsValid: 0 }), pair))
  await judge.refused(`${kind}: expired token, reading`, DfnsError, 401, () => expired.wallets.listWallets())
  await judge.refused(`${kind}: expired token, signing`, DfnsError, 401, () => expired.wallets.createWallet({ body }))

  const action = async () => {
    const challenge = await BaseAuthApi.createUserActionChallenge(
      { userActionPayload: JSON.stringify(body), userActionHttpMethod: 'POST', userActionHttpPath: '/wallets', userActionServerKind: 'Api' },
      options
    )
    const answer = { challengeIdentifier: challenge.challengeIdentifier, firstFactor: await options.signer.sign(challenge) }
    const { userAction } = await BaseAuthApi.signUserActionChallenge(answer, options)
    return { userAction, answer }
  }
  const { userAction, answer } = await action()
  await judge.refused(`${kind}: challenge answered twice`, DfnsError, 400, () =>
    BaseAuthApi.signUserActionChallenge(answer, options)
  )
  judge.equal(`${kind}: the action token works once`, await send(options, 'POST', '/wallets', body, userAction), [200, undefined])
  judge.equal(`${kind}: and not twice`, await send(options, 'POST', '/wallets', body, userAction), [400, 'user action has already been used'])
  const invalid = 'user action signature is missing or invalid'
  const other = await action()
  const tampered = { ...body, name: 'somebody else' }
  judge.equal(`${kind}: tampered body`, await send(options, 'POST', '/wallets', tampered, other.userAction), [403, invalid])
  judge.equal(`${kind}: another path`, await send(options, 'PUT', `/wallets/${walletId}`, body, (await action()).userAction), [403, invalid])
  judge.equal(`${kind}: no action token`, await send(options, 'POST', '/wallets', body), [403, invalid])
  const nobody = { walletId: 'wa-00000-00000-0000000000000000' }
  await judge.refused(`${kind}: unknown wallet`, DfnsError, 404, () => dfns.wallets.getWallet(nobody))
  const fraction = { kind: 'Native', to: STRANGER, amount: '0.1' }
  await judge.refused(`${kind}: amount that is no integer`, DfnsError, 400, () =>
    dfns.wallets.transferAsset({ walletId, body: fraction })
  )
}

for (const [kind, generate] of Object.entries(KEYS)) {
  const pair = generate()
  const credential = await register(pair)
  const options = optionsOf(credential, pair)
  const dfns = new DfnsApiClient(options)
  const wallet = await judgeWallets(dfns, kind)
  const done = await judgeTransfers(dfns, kind, wallet)
  await judgeAbort(dfns, kind, wallet.id)
  await judgeReads(dfns, kind, wallet.id, done)
  await judgeWebhooks(dfns, kind)
  await judgeRefusals(kind, generate, credential, options, wallet.id)
}
const signer = new AsymmetricKeySigner({ credId: sandbox.credId, privateKey: sandbox.privateKey })
const account = new DfnsApiClient({ baseUrl: sandbox.url, orgId: orgOf(sandbox.token), authToken: sandbox.token, signer })
const { network } = await account.wallets.createWallet({ body: { network: 'BaseSepolia' } })
judge.equal('the service account that was printed signs too', network, 'BaseSepolia')
judge.close()
