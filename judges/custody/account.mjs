// The sandbox's service account in the vendor's SDK.

import { DfnsApiClient } from '@dfns/sdk'
import { AsymmetricKeySigner } from '@dfns/sdk-keysigner'

import { eventually } from './judge.mjs'

/** A client that signs as the service account. */
export function accountOf({ url, token, credId, privateKey }) {
  const signer = new AsymmetricKeySigner({ credId, privateKey })
  return new DfnsApiClient({ baseUrl: url, authToken: token, signer })
}

/** A new wallet with funds: native base units, and tokens if a contract is named. */
export async function fundedWallet(sandbox, dfns, network, amount, tokens) {
  const wallet = await dfns.wallets.createWallet({ body: { network } })
  await sandbox.fund(network, wallet.address, amount)
  if (tokens) await sandbox.fund(network, wallet.address, tokens.amount, tokens.contract)
  return wallet
}

/** Sends a transfer and waits until it has ended. */
export async function transferred(dfns, walletId, body) {
  const { id: transferId } = await dfns.wallets.transferAsset({ walletId, body })
  return eventually('the end of a transfer', async () => {
    const transfer = await dfns.wallets.getTransfer({ walletId, transferId })
    return ['Confirmed', 'Failed'].includes(transfer.status) ? transfer : undefined
  })
}
